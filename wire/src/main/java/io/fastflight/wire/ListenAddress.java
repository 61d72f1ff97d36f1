package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ServerUnavailableException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Names where a server listens, and holds the rule who may listen where: only loopback, unless
 * someone says otherwise.
 *
 * @param host a name or an address
 * @param port 0 for any free port, else 1..65535
 * @param insecure true to allow an address that others can reach, without TLS or authentication
 */
public record ListenAddress(String host, int port, boolean insecure) {
  /** How Netty's native transport begins: {@code bind(..) failed with error(-98): }. */
  private static final Pattern NETTY_PREFIX =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed( with error\\(-?\\d+\\))?: ");

  /** Checks the port. */
  public ListenAddress {
    requireNonNull(host, "host");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0..65535, was " + port + ".");
    }
  }

  /**
   * Returns the address to bind.
   *
   * @throws IllegalArgumentException if the host is unknown, or can be reached by others and {@code
   *     insecure} is not set
   */
  public InetSocketAddress resolve() {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException(
          "The host '" + host + "' is unknown. Give a name or an address of this machine.",
          unknown);
    }
    if (!address.isLoopbackAddress() && !insecure) {
      throw new IllegalArgumentException(
          "%s can be reached by others, and this server has neither TLS nor authentication. Use 127.0.0.1, or say --insecure if the network is trusted."
              .formatted(host));
    }
    return new InetSocketAddress(address, port);
  }

  /** Returns the failure to throw when the address cannot be bound. */
  public ServerUnavailableException cannotBind(Throwable cause) {
    return new ServerUnavailableException(
        "Cannot listen on %s:%s: %s. Is another server running there? Choose another port, or 0 for any free one."
            .formatted(host, port, rootMessage(cause)),
        cause);
  }

  static String rootMessage(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return NETTY_PREFIX.matcher(String.valueOf(root.getMessage())).replaceFirst("");
  }
}
