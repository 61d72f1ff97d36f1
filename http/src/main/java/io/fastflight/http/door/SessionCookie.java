package io.fastflight.http.door;

import io.fastflight.http.handler.HttpCall;
import io.fastflight.service.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cookie that no script can read, of this host alone, and over TLS of this path of names alone
 * ({@code __Host-}), so that no neighbour can set it.
 *
 * @param name without what TLS puts in front
 * @param sameSite {@code Strict}, or {@code Lax} where the browser comes back from elsewhere
 * @param secure whether browsers reach this server over TLS
 */
record SessionCookie(String name, String sameSite, boolean secure) {
  /** Returns the value that a call shows; empty if it shows none, or several. */
  Optional<Secret> read(HttpCall call) {
    String start = fullName() + "=";
    List<String> found = new ArrayList<>();
    for (String cookie : call.header("cookie").orElse("").split("[;,]", -1)) {
      if (cookie.strip().startsWith(start)) {
        found.add(cookie.strip().substring(start.length()));
      }
    }
    return found.size() == 1 && !found.get(0).isEmpty()
        ? Optional.of(Secret.of(found.get(0)))
        : Optional.empty();
  }

  /** Returns the header that has the browser keep {@code value}. */
  String set(Secret value, Duration lifetime) {
    return "%s=%s; Path=/; Max-Age=%s; HttpOnly; SameSite=%s%s"
        .formatted(
            fullName(), value.reveal(), lifetime.toSeconds(), sameSite, secure ? "; Secure" : "");
  }

  /** Returns the header that has the browser forget it. */
  String clear() {
    return set(Secret.of(""), Duration.ZERO);
  }

  private String fullName() {
    return secure ? "__Host-" + name : name;
  }
}
