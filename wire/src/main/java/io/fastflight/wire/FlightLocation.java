package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Names where a Flight server is.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Flight.html#connection-uris">Flight's
 *     locations</a>
 */
public sealed interface FlightLocation {
  /**
   * A server on the network, {@code grpc://host:port}.
   *
   * @param host a name or an address, without brackets
   * @param port 1..65535
   */
  record Tcp(String host, int port) implements FlightLocation {
    @Override
    public String toString() {
      return "grpc://" + authority(host, port);
    }
  }

  /**
   * A server on the network that proves who it is and encrypts, {@code grpc+tls://host:port}.
   *
   * @param host a name or an address, without brackets; the server's certificate must name it
   * @param port 1..65535
   */
  record Tls(String host, int port) implements FlightLocation {
    @Override
    public String toString() {
      return "grpc+tls://" + authority(host, port);
    }
  }

  /**
   * A server on this machine, {@code grpc+unix:///path}: no network in between, so about twice as
   * fast.
   *
   * @param path absolute
   */
  record Unix(Path path) implements FlightLocation {
    @Override
    public String toString() {
      return "grpc+unix://" + path;
    }
  }

  /**
   * Reads {@code grpc://host:port}, {@code grpc+tcp://host:port}, {@code grpc+tls://host:port} or
   * {@code grpc+unix:///path}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static FlightLocation parse(String location) {
    try {
      URI uri = new URI(requireNonNull(location, "location"));
      return switch (String.valueOf(uri.getScheme())) {
        case "grpc", "grpc+tcp" -> new Tcp(host(uri, location), uri.getPort());
        case "grpc+tls" -> new Tls(host(uri, location), uri.getPort());
        case "grpc+unix" -> unix(uri, location);
        default -> throw refusal(location, null);
      };
    } catch (URISyntaxException wrong) {
      throw refusal(location, wrong);
    }
  }

  private static String host(URI uri, String location) {
    String host = uri.getHost();
    if (host == null || uri.getPort() <= 0 || uri.getPort() > 65_535) {
      throw refusal(location, null);
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String authority(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  private static FlightLocation unix(URI uri, String location) {
    String path = uri.getPath();
    if (uri.getAuthority() != null || path == null || !path.startsWith("/") || path.length() < 2) {
      throw refusal(location, null);
    }
    return new Unix(UnixSocket.requirePath(Path.of(path)));
  }

  private static IllegalArgumentException refusal(String location, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "The location must be grpc://host:port, grpc+tls://host:port or grpc+unix:///path, was '%s'. An example is grpc://127.0.0.1:8815."
            .formatted(location),
        cause);
  }
}
