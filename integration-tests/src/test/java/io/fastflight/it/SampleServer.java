package io.fastflight.it;

import io.fastflight.engine.Engine;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.wire.TransportConfig;
import java.time.Duration;
import org.apache.arrow.memory.BufferAllocator;

/** The sample services behind a Flight server that sends small batches unless told otherwise. */
final class SampleServer implements AutoCloseable {
  private final BufferAllocator memory;
  private final FastFlightServer server;

  SampleServer(BufferAllocator parent, int port) {
    this(parent, port, SampleServices.registry());
  }

  SampleServer(BufferAllocator parent, int port, ServiceRegistry services) {
    this(parent, "127.0.0.1", port, services);
  }

  SampleServer(BufferAllocator parent, TransportConfig transport) {
    this(parent, "127.0.0.1", 0, SampleServices.registry(), transport);
  }

  SampleServer(BufferAllocator parent, String host, int port, ServiceRegistry services) {
    this(parent, host, port, services, TransportConfig.builder().bodyBytes(1024).build());
  }

  private SampleServer(
      BufferAllocator parent,
      String host,
      int port,
      ServiceRegistry services,
      TransportConfig transport) {
    memory = parent.newChildAllocator("sample server", 0, Long.MAX_VALUE);
    server =
        FastFlightServer.builder(new Engine(services, memory))
            .host(host)
            .port(port)
            .transport(transport)
            .closeGrace(Duration.ofMillis(500))
            .start();
  }

  int port() {
    return server.port();
  }

  String location() {
    return server.location();
  }

  @Override
  public void close() {
    server.close();
    memory.close();
  }
}
