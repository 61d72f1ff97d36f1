package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Names where a Flight server is.
 *
 * @param host a name or an address
 * @param port 1..65535
 */
record FlightLocation(String host, int port) {
  /**
   * Reads {@code grpc://host:port} or {@code grpc+tcp://host:port}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static FlightLocation parse(String location) {
    try {
      URI uri = new URI(requireNonNull(location, "location"));
      String scheme = String.valueOf(uri.getScheme());
      boolean known = scheme.equals("grpc") || scheme.equals("grpc+tcp");
      String host = uri.getHost();
      if (known && host != null && uri.getPort() > 0 && uri.getPort() <= 65_535) {
        return new FlightLocation(unbracketed(host), uri.getPort());
      }
    } catch (URISyntaxException wrong) {
      throw refusal(location, wrong);
    }
    throw refusal(location, null);
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static IllegalArgumentException refusal(
      String location, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IllegalArgumentException(
        "The location must be grpc://host:port, was '%s'. An example is grpc://127.0.0.1:8815."
            .formatted(location),
        cause);
  }

  @Override
  public String toString() {
    return "grpc://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
