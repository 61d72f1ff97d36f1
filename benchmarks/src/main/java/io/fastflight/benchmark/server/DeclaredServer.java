package io.fastflight.benchmark.server;

import io.fastflight.benchmark.data.DeclaredFiles;
import io.fastflight.declared.DeclaredServices;
import io.fastflight.engine.Engine;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.ServiceRegistry;
import org.apache.arrow.memory.BufferAllocator;

/** Our server as {@code start-all --config} makes it: services from a file, nothing else. */
final class DeclaredServer implements RunningServer {
  private final String location;

  private DeclaredServer(String location) {
    this.location = location;
  }

  static DeclaredServer start(ServerMain.Place place, BufferAllocator memory) throws Exception {
    ServiceRegistry.Builder registry = ServiceRegistry.builder();
    DeclaredServices.open(DeclaredFiles.config(place.folder())).registerAll(registry);
    return new DeclaredServer(
        FastFlightServer.builder(new Engine(registry.build(), memory))
            .host(place.host())
            .port(0)
            .start()
            .location());
  }

  @Override
  public String location() {
    return location;
  }
}
