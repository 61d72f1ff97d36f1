package io.fastflight.benchmark.server;

import io.fastflight.benchmark.peers.Features;
import io.fastflight.engine.Engine;
import io.fastflight.server.FastFlightServer;
import java.nio.file.Path;

/**
 * Starts our server on a Unix domain socket: the one place in the benchmarks that knows how.
 *
 * <p>To complete with the product's own: add {@code .unixSocket(socket)} below, and set {@link
 * Features#UNIX_SOCKET}. Clients need nothing: they get a location.
 */
final class UnixDoor {
  private UnixDoor() {}

  static FastFlightServer start(Engine engine, Path socket) {
    if (!Features.UNIX_SOCKET) {
      throw new UnsupportedOperationException("This build has no Unix socket to open: " + socket);
    }
    return FastFlightServer.builder(engine).start(); // here
  }
}
