package io.fastflight.cli.serve;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.cli.read.ServerOption;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Names where a Flight server listens.
 *
 * @param host a name or an address, without brackets
 * @param port 0 for any free port, else 1..65535
 * @param tls whether it speaks TLS
 */
record Location(String host, int port, boolean tls) {
  static final String DEFAULT = ServerOption.DEFAULT;

  /**
   * Reads {@code grpc://host:port}; with TLS {@code grpc+tls://host:port} as well.
   *
   * @throws WrongUsageException if it is something else
   */
  static Location parse(String text, boolean tls) {
    try {
      URI uri = new URI(text);
      String host = uri.getHost();
      if ("grpc+tls".equals(uri.getScheme()) && !tls) {
        throw new WrongUsageException(
            "--flight-location %s needs a certificate: set --tls-cert and --tls-key."
                .formatted(text),
            null);
      }
      boolean known = List.of("grpc", "grpc+tcp", "grpc+tls").contains(uri.getScheme());
      if (known && host != null && uri.getPort() >= 0 && uri.getPort() <= 65_535) {
        return new Location(host.replace("[", "").replace("]", ""), uri.getPort(), tls);
      }
    } catch (URISyntaxException wrong) {
      throw refusal(text, wrong);
    }
    throw refusal(text, null);
  }

  private static WrongUsageException refusal(
      String text, @org.jspecify.annotations.Nullable Throwable cause) {
    return new WrongUsageException(
        "--flight-location must be grpc://host:port, was '%s'. An example is %s."
            .formatted(text, DEFAULT),
        cause);
  }

  /** Returns the same host with another port. */
  Location withPort(int newPort) {
    return new Location(host, newPort, tls);
  }

  /** Returns where this machine itself finds a server that listens here. */
  Location fromHere() {
    return switch (host) {
      case "0.0.0.0" -> new Location("127.0.0.1", port, tls);
      case "::", "0:0:0:0:0:0:0:0" -> new Location("::1", port, tls);
      default -> this;
    };
  }

  /** Returns host and port as they stand in an address. */
  String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return (tls ? "grpc+tls://" : "grpc://") + authority();
  }
}
