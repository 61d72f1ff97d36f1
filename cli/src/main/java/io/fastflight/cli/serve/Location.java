package io.fastflight.cli.serve;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.cli.read.ServerOption;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Names where a Flight server listens.
 *
 * @param host a name or an address, without brackets
 * @param port 0 for any free port, else 1..65535
 */
record Location(String host, int port) {
  static final String DEFAULT = ServerOption.DEFAULT;

  /**
   * Reads {@code grpc://host:port}.
   *
   * @throws WrongUsageException if it is something else
   */
  static Location parse(String text) {
    try {
      URI uri = new URI(text);
      String host = uri.getHost();
      boolean plain = "grpc".equals(uri.getScheme()) || "grpc+tcp".equals(uri.getScheme());
      if (plain && host != null && uri.getPort() >= 0 && uri.getPort() <= 65_535) {
        return new Location(host.replace("[", "").replace("]", ""), uri.getPort());
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
    return new Location(host, newPort);
  }

  /** Returns where this machine itself finds a server that listens here. */
  Location fromHere() {
    return switch (host) {
      case "0.0.0.0" -> new Location("127.0.0.1", port);
      case "::", "0:0:0:0:0:0:0:0" -> new Location("::1", port);
      default -> this;
    };
  }

  /** Returns host and port as they stand in an address. */
  String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return "grpc://" + authority();
  }
}
