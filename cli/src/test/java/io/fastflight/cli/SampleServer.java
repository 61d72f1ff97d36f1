package io.fastflight.cli;

import io.fastflight.engine.Engine;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.time.Duration;
import org.apache.arrow.memory.BufferAllocator;

/** A real Flight server on a free port, with the sample services and one that has many params. */
final class SampleServer implements AutoCloseable {
  private final FastFlightServer server;

  SampleServer(BufferAllocator memory) {
    ServiceRegistry.Builder services = SampleServices.builder(new SlowService());
    services.register(KnobsParams.class, new KnobsService());
    server =
        FastFlightServer.builder(new Engine(services.build(), memory))
            .port(0)
            .closeGrace(Duration.ofMillis(200))
            .start();
  }

  String location() {
    return server.location();
  }

  @Override
  public void close() {
    server.close();
  }
}
