package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

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
        default -> throw refusal(location);
      };
    } catch (URISyntaxException wrong) { // as a cause it would show the whole location
      throw refusal(location);
    }
  }

  private static String host(URI uri, String location) {
    String host = uri.getHost();
    boolean more =
        uri.getQuery() != null || uri.getFragment() != null || !"/".startsWith(uri.getPath());
    if (host == null || more || uri.getPort() <= 0 || uri.getPort() > 65_535) {
      throw refusal(location);
    }
    if (uri.getUserInfo() != null) { // it would go nowhere, and be in messages
      throw new IllegalArgumentException(
          "A location has no user and no password in it, as '%s' has. A client shows who calls by ClientConfig.signIn."
              .formatted(shown(location)));
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String authority(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  private static FlightLocation unix(URI uri, String location) {
    String path = uri.getPath();
    if (uri.getAuthority() != null || path == null || !path.startsWith("/") || path.length() < 2) {
      throw refusal(location);
    }
    return new Unix(UnixSocket.requirePath(Path.of(path)));
  }

  private static IllegalArgumentException refusal(String location) {
    return new IllegalArgumentException(
        "The location must be grpc://host:port, grpc+tls://host:port or grpc+unix:///path, was '%s'. An example is grpc://127.0.0.1:8815."
            .formatted(shown(location)));
  }

  /** Returns what of a wrong location a message may show: no password, and not more than a line. */
  private static String shown(String location) {
    String open = location.replaceFirst("//[^/]*@", "//...@");
    return open.length() <= 80 ? open : open.substring(0, 77) + "...";
  }
}
