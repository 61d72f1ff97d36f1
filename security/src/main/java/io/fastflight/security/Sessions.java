package io.fastflight.security;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers who signed in at a page, so that the page has to keep nothing but a number that means
 * something to this process alone.
 *
 * <p>A session that began with a credential holds it and shows it again at every call: a key that
 * is revoked, or a password that is changed, ends its sessions at once. Ids are kept as hashes. The
 * end of the process ends all sessions, and no other replica knows them.
 *
 * <p><b>Threads:</b> any.
 */
public final class Sessions implements Authenticator {
  /** The longest a session may live. */
  public static final Duration MAX_LIFETIME = Duration.ofDays(1);

  private static final int MAX_SESSIONS = 10_000;
  private static final int MAX_OF_ONE = 50;
  private static final int ID_BYTES = 32;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Optional<Authentication> others;
  private final Duration lifetime;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Kept> kept = new LinkedHashMap<>(); // oldest first, under its own lock

  private record Kept(Identity identity, Optional<Credential> credential, Instant end) {}

  /**
   * Who signed in.
   *
   * @param id what the page shows from then on
   */
  public record Begun(Secret id, Identity identity) {}

  /**
   * Creates an empty one.
   *
   * @param others know callers by the credentials that sessions begin with; empty where callers
   *     sign in elsewhere only
   * @param lifetime of a session, 1 second to a day
   */
  public Sessions(Optional<Authentication> others, Duration lifetime) {
    this(others, lifetime, Clock.systemUTC());
  }

  Sessions(Optional<Authentication> others, Duration lifetime, Clock clock) {
    this.others = requireNonNull(others, "others");
    this.lifetime = requireNonNull(lifetime, "lifetime");
    this.clock = clock;
    if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(MAX_LIFETIME) > 0) {
      throw new IllegalArgumentException(
          "The lifetime of a session must be 1 second to a day, was " + lifetime + ".");
    }
  }

  /** Returns one that asks for sessions too. */
  public Authentication authentication() {
    return others.map(one -> one.before(this)).orElseGet(() -> Authentication.by(this));
  }

  /** Returns how long a session lives. */
  public Duration lifetime() {
    return lifetime;
  }

  /** Returns whether a session can begin with what {@link Authentication#takes} says. */
  public boolean takes(String scheme) {
    return others.filter(one -> one.takes(scheme)).isPresent();
  }

  /**
   * Begins a session for whoever shows {@code credential}; may block.
   *
   * @throws UnauthenticatedException if it is not valid
   * @throws ResourceExhaustedException if there are too many sessions
   */
  public Begun begin(Credential credential) {
    Identity identity =
        others
            .orElseThrow(
                () -> new UnauthenticatedException("This server takes no such credential."))
            .authenticate(Optional.of(credential));
    return begin(new Kept(identity, Optional.of(credential), end()));
  }

  /** Does the same for someone whom another server vouches for. */
  public Begun begin(Identity identity) {
    return begin(new Kept(identity, Optional.empty(), end()));
  }

  private Instant end() {
    return clock.instant().plus(lifetime);
  }

  private Begun begin(Kept session) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    Secret id = Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    synchronized (kept) {
      makeRoom(session.identity.name());
      kept.put(hash(id), session);
    }
    return new Begun(id, session.identity);
  }

  /** One who signs in again and again ends their own oldest session, never another's. */
  private void makeRoom(String name) {
    Instant now = clock.instant();
    kept.values().removeIf(old -> !now.isBefore(old.end));
    long own = kept.values().stream().filter(old -> old.identity.name().equals(name)).count();
    Iterator<Kept> oldest = kept.values().iterator();
    while (own >= MAX_OF_ONE) {
      if (oldest.next().identity.name().equals(name)) {
        oldest.remove();
        own--;
      }
    }
    if (kept.size() >= MAX_SESSIONS) {
      throw new ResourceExhaustedException(
          "Too many are signed in: %s sessions. Try again later.".formatted(MAX_SESSIONS),
          PATIENCE);
    }
  }

  /** Ends a session, if there is one of that id; returns whose it was. */
  public Optional<Identity> end(Secret id) {
    synchronized (kept) {
      return Optional.ofNullable(kept.remove(hash(id))).map(Kept::identity);
    }
  }

  /** Returns whether there is a session of that id, without asking whether it still holds. */
  public boolean has(Secret id) {
    return find(id).isPresent();
  }

  private Optional<Kept> find(Secret id) {
    synchronized (kept) {
      @Nullable Kept found = kept.get(hash(id));
      return Optional.ofNullable(found).filter(one -> clock.instant().isBefore(one.end));
    }
  }

  @Override
  public Optional<Identity> authenticate(Credential credential) {
    if (!(credential instanceof Credential.Session session)) {
      return Optional.empty();
    }
    Kept found = find(session.id()).orElseThrow(() -> ended(null));
    if (found.credential.isEmpty()) {
      return Optional.of(found.identity);
    }
    try {
      return Optional.of(others.orElseThrow().authenticate(found.credential));
    } catch (UnauthenticatedException revoked) {
      end(session.id());
      throw ended(revoked);
    }
  }

  private static UnauthenticatedException ended(@Nullable Throwable cause) {
    return new UnauthenticatedException("The session has ended. Sign in again.", cause);
  }

  @Override
  public boolean mayBlock(Credential credential) {
    return credential instanceof Credential.Session session
        && find(session.id())
            .filter(one -> others.filter(it -> it.mayBlock(one.credential)).isPresent())
            .isPresent();
  }

  /** The header has no word for a cookie. */
  @Override
  public Optional<String> challenge() {
    return Optional.empty();
  }

  private static String hash(Secret id) {
    try {
      byte[] bytes = id.reveal().getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JVM has SHA-256.", impossible);
    }
  }
}
