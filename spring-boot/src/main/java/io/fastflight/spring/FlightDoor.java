package io.fastflight.spring;

import io.fastflight.server.FastFlightServer;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the Flight server of the application while it runs.
 *
 * <p><b>Threads:</b> any.
 */
public final class FlightDoor {
  private final Supplier<FastFlightServer> starter;
  private volatile @Nullable FastFlightServer server;

  FlightDoor(Supplier<FastFlightServer> starter) {
    this.starter = starter;
  }

  void open() {
    server = starter.get();
  }

  void close() {
    FastFlightServer closing = server;
    if (closing != null) {
      closing.close();
      server = null;
    }
  }

  /**
   * Returns where clients find the server, for instance {@code grpc://127.0.0.1:8815}.
   *
   * @throws IllegalStateException if the application has not started, or is stopping
   */
  public String location() {
    return whileOpen()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The Flight server is not running: the application has not started, or is stopping."));
  }

  /** Returns the {@link #location}, or nothing while it is not running. */
  Optional<String> whileOpen() {
    return Optional.ofNullable(server).map(FastFlightServer::location);
  }
}
