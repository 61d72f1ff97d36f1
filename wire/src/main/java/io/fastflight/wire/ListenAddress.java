package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ServerUnavailableException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names where a server listens, and holds the rule who may listen where: a server that others can
 * reach has TLS and authentication, unless someone says otherwise.
 *
 * @param host a name or an address
 * @param port 0 for any free port, else 1..65535
 * @param protection what stands between the server and those who reach it
 */
public record ListenAddress(String host, int port, Protection protection) {
  private static final Logger LOG = LoggerFactory.getLogger(ListenAddress.class);

  /**
   * Says what stands between a server and those who reach it.
   *
   * @param tls whether it encrypts, and proves who it is
   * @param authentication whether callers have to prove who they are
   * @param insecure whether it may be reached by others without the two
   */
  public record Protection(boolean tls, boolean authentication, boolean insecure) {
    boolean isWhole() {
      return tls && authentication;
    }

    String missing() {
      if (tls) {
        return "no authentication";
      }
      return authentication ? "no TLS" : "neither TLS nor authentication";
    }
  }

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
   * @throws IllegalArgumentException if the host is unknown, or can be reached by others and the
   *     server is not protected
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
    if (!address.isLoopbackAddress() && !protection.isWhole()) {
      requireLeave();
    }
    return new InetSocketAddress(address, port);
  }

  private void requireLeave() {
    if (!protection.insecure) {
      throw new IllegalArgumentException(
          "%s can be reached by others, and this server has %s. Use 127.0.0.1; or set TLS (--tls-cert, --tls-key) and authentication (--api-keys, --users, --jwt-issuer or --client-ca); or say --insecure if the network is trusted."
              .formatted(host, protection.missing()));
    }
    LOG.warn(
        "{}:{} can be reached by others, and this server has {}: it was told to be insecure.",
        host,
        port,
        protection.missing());
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
