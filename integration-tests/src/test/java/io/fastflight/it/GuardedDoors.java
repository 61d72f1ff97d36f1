package io.fastflight.it;

import io.fastflight.engine.Engine;
import io.fastflight.engine.MemoryLimits;
import io.fastflight.engine.Offer;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.security.Authentication;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.CallListener;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import org.apache.arrow.memory.BufferAllocator;

/** Both doors over one engine, for callers who sign in. */
final class GuardedDoors implements AutoCloseable {
  private static final Duration GRACE = Duration.ofMillis(500);

  private final BufferAllocator memory;
  private final Engine engine;
  private final FastFlightServer flight;
  private final FastFlightHttpServer http;

  /**
   * Opens them.
   *
   * @param authentication the same at both
   * @param calls told of every call at either door
   */
  GuardedDoors(
      BufferAllocator parent, Authentication authentication, Offer offer, CallListener calls) {
    memory = parent.newChildAllocator("both doors", 0, Long.MAX_VALUE);
    engine = new Engine(offer, memory, MemoryLimits.defaults(), CallListener.NONE);
    flight =
        FastFlightServer.builder(engine)
            .port(0)
            .authentication(authentication)
            .calls(calls)
            .closeGrace(GRACE)
            .start();
    http =
        FastFlightHttpServer.builder(engine)
            .port(0)
            .authentication(authentication)
            .calls(calls)
            .closeGrace(GRACE)
            .start();
  }

  Engine engine() {
    return engine;
  }

  String flightLocation() {
    return flight.location();
  }

  /** Returns a call that is not made yet, of a path below the prefix. */
  HttpURLConnection call(String path) throws IOException {
    return call(http, path);
  }

  /** Returns the same at another server. */
  static HttpURLConnection call(FastFlightHttpServer http, String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + http.port() + http.prefix() + path);
    HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
    call.setRequestProperty("Connection", "close"); // else the JDK keeps the socket for a while
    return call;
  }

  @Override
  public void close() {
    http.close();
    flight.close();
    memory.close();
  }
}
