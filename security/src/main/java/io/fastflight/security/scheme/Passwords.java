package io.fastflight.security.scheme;

import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.Authenticator;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers by name and password, from a file that {@link UserFile} writes.
 *
 * <p>A password is hashed slowly on purpose, so what was found right is remembered for a minute: by
 * a keyed hash of it, under a key that only this object has. Few are hashed at a time; one who
 * tries many keeps others from signing in by password for a while, and from nothing else.
 */
public final class Passwords implements Authenticator {
  private static final long REMEMBER_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int MAX_REMEMBERED = 10_000;
  private static final int AT_A_TIME = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ChangingFile<Map<String, User>> users;
  private final PasswordHash nobody;
  private final Semaphore hashing = new Semaphore(AT_A_TIME, true);
  private final SecretKeySpec memoryKey;
  private final Map<String, Remembered> remembered = new LinkedHashMap<>(); // under its own lock

  private record Remembered(User user, long sinceNanos) {}

  private Passwords(Path file, int iterations) {
    this.users = new ChangingFile<>(file, Passwords::read);
    this.nobody = PasswordHash.of(Secret.of("whoever is not there"), iterations);
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    this.memoryKey = new SecretKeySpec(key, "HmacSHA256");
  }

  /**
   * Reads a file.
   *
   * @throws java.io.UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException that names the line that is wrong
   */
  public static Passwords of(Path file) {
    return new Passwords(file, PasswordHash.ITERATIONS);
  }

  private static Map<String, User> read(Path file) {
    Map<String, User> users = new HashMap<>();
    for (KeptLines.Line line : KeptLines.read(file)) {
      User user = User.parse(file, line);
      if (users.put(user.name(), user) != null) {
        throw new IllegalArgumentException(
            "%s, line %s: the user '%s' is there twice."
                .formatted(file, line.number(), user.name()));
      }
    }
    return Map.copyOf(users);
  }

  @Override
  public Optional<Identity> authenticate(Credential credential) {
    if (!(credential instanceof Credential.Password shown)) {
      return Optional.empty();
    }
    @Nullable User user = users.content().get(shown.user());
    String mark = mark(shown);
    if (user != null && isRemembered(mark, user)) {
      return Optional.of(user.identity());
    }
    // Who is not there takes as long as who is, so that nobody learns the names.
    boolean right = matches(user == null ? nobody : user.password(), shown.password());
    if (user == null || !right) {
      throw new UnauthenticatedException("The name or the password is wrong.");
    }
    remember(mark, user);
    return Optional.of(user.identity());
  }

  @Override
  public boolean mayBlock(Credential credential) {
    if (!(credential instanceof Credential.Password shown)) {
      return false;
    }
    @Nullable User user = users.content().get(shown.user());
    return user == null || !isRemembered(mark(shown), user);
  }

  private boolean matches(PasswordHash hash, Secret password) {
    try {
      if (!hashing.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ResourceExhaustedException(
            "Too many sign in by password at this moment. Try again.", PATIENCE);
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      throw new ResourceExhaustedException("The server is shutting down.", PATIENCE);
    }
    try {
      return hash.is(password);
    } finally {
      hashing.release();
    }
  }

  private String mark(Credential.Password shown) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(memoryKey);
      mac.update(shown.user().getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(shown.password().reveal().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JVM has HMAC with SHA-256.", impossible);
    }
  }

  /** A user whose line has changed since is another one: a new password ends the old at once. */
  private boolean isRemembered(String mark, User user) {
    synchronized (remembered) {
      Remembered known = remembered.get(mark);
      return known != null
          && known.user.equals(user)
          && System.nanoTime() - known.sinceNanos < REMEMBER_NANOS;
    }
  }

  private void remember(String mark, User user) {
    synchronized (remembered) {
      remembered.remove(mark);
      remembered.put(mark, new Remembered(user, System.nanoTime()));
      if (remembered.size() > MAX_REMEMBERED) {
        remembered.remove(remembered.keySet().iterator().next());
      }
    }
  }

  @Override
  public Optional<String> challenge() {
    return Optional.of("Basic realm=\"fastflight\", charset=\"UTF-8\"");
  }
}
