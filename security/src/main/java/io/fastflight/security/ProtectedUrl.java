package io.fastflight.security;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells which URLs may be asked for what is trusted or secret. */
public final class ProtectedUrl {
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "[::1]", "localhost");

  private ProtectedUrl() {}

  /** Returns whether nobody on the way can read or change what {@code url} is asked. */
  public static boolean is(URI url) {
    @Nullable String host = url.getHost();
    if (host == null || url.getUserInfo() != null) {
      return false;
    }
    return "https".equals(url.getScheme())
        || ("http".equals(url.getScheme()) && THIS_MACHINE.contains(host));
  }
}
