package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says through which door a request came, and from where; for accounts of calls, not for rules.
 *
 * @param door {@code flight}, {@code http}, or another word of few; a label of metrics
 * @param peer the address at the other end of the connection, where there is one
 *     <p><b>Threads:</b> immutable.
 */
public record CallOrigin(String door, Optional<String> peer) {
  /** Where code of this process asks. */
  public static final CallOrigin LOCAL = new CallOrigin("local", Optional.empty());

  /** Creates an origin. */
  public CallOrigin {
    requireNonNull(door, "door");
    requireNonNull(peer, "peer");
  }

  /** Returns the origin of a call from {@code peer}, whose name nobody is asked for. */
  public static CallOrigin of(String door, @Nullable SocketAddress peer) {
    return new CallOrigin(door, Optional.ofNullable(peer).map(CallOrigin::text));
  }

  private static String text(SocketAddress peer) {
    if (peer instanceof InetSocketAddress internet && internet.getAddress() != null) {
      String host = internet.getAddress().getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + internet.getPort();
    }
    return "unix";
  }
}
