package io.fastflight.it;

import io.fastflight.engine.Engine;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.source.duckdb.demo.DemoServices;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/** Both doors over one engine, with the demo services and the samples that fail. */
final class DemoServer implements AutoCloseable {
  private final BufferAllocator memory;
  private final DemoServices demo;
  private final FastFlightServer flight;
  private final FastFlightHttpServer http;
  private final Path socketFolder;

  DemoServer(BufferAllocator parent, SlowService slow, Optional<Path> data) throws Exception {
    memory = parent.newChildAllocator("demo server", 0, Long.MAX_VALUE);
    demo = DemoServices.open(data);
    ServiceRegistry.Builder services = SampleServices.builder(slow);
    demo.registerAll(services);
    Engine engine = new Engine(services.build(), memory);
    socketFolder = Files.createTempDirectory("ff");
    flight =
        FastFlightServer.builder(engine)
            .port(0)
            .unixSocket(socketFolder.resolve("ff.sock"))
            .closeGrace(Duration.ofMillis(500))
            .start();
    http =
        FastFlightHttpServer.builder(engine)
            .port(0)
            .flightLocation(flight.location())
            .closeGrace(Duration.ofMillis(500))
            .start();
  }

  /** Returns {@code grpc://127.0.0.1:port}. */
  String flightLocation() {
    return flight.location();
  }

  /** Returns {@code grpc+unix:///path}. */
  String unixLocation() {
    return flight.unixLocation().orElseThrow();
  }

  /** Returns {@code http://127.0.0.1:port/fastflight}. */
  String httpBase() {
    return http.location() + "/fastflight";
  }

  long allocated() {
    return memory.getAllocatedMemory();
  }

  @Override
  public void close() throws Exception {
    http.close();
    flight.close();
    demo.close();
    memory.close();
    Files.delete(socketFolder); // empty: the server has taken its socket away
  }
}
