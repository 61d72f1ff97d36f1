package io.fastflight.security.scheme;

import io.fastflight.service.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whose tokens were right, for half a minute and never beyond a token's end: a signature
 * takes longer to verify than all else of a small call. Tokens are known by their SHA-256 only.
 *
 * <p><b>Threads:</b> any.
 */
final class VerifiedTokens {
  /** For so long a token is taken, too, whose key was withdrawn. */
  static final Duration REMEMBERED = Duration.ofSeconds(30);

  private static final int MAX_REMEMBERED = 10_000;

  private final Clock clock;
  private final Map<String, Remembered> remembered = new LinkedHashMap<>(); // under its own lock

  private record Remembered(Identity identity, Instant until) {}

  VerifiedTokens(Clock clock) {
    this.clock = clock;
  }

  /** Returns whose token it is, if it was right a moment ago. */
  Optional<Identity> known(String token) {
    String mark = mark(token);
    synchronized (remembered) {
      @Nullable Remembered known = remembered.get(mark);
      return known != null && clock.instant().isBefore(known.until)
          ? Optional.of(known.identity)
          : Optional.empty();
    }
  }

  /** Keeps a token that was right, and ends at {@code end}. */
  void remember(String token, Identity identity, Instant end) {
    Instant until = clock.instant().plus(REMEMBERED);
    String mark = mark(token);
    synchronized (remembered) {
      remembered.remove(mark);
      remembered.put(mark, new Remembered(identity, end.isBefore(until) ? end : until));
      if (remembered.size() > MAX_REMEMBERED) {
        remembered.remove(remembered.keySet().iterator().next());
      }
    }
  }

  private static String mark(String token) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JVM has SHA-256.", impossible);
    }
  }
}
