package io.fastflight.security;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.service.Identity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks authenticators, in their order, who a caller is; what none of them knows is refused.
 *
 * <p><b>Threads:</b> any.
 */
public final class Authentication {
  private final List<Authenticator> authenticators;

  private Authentication(List<Authenticator> authenticators) {
    this.authenticators = List.copyOf(authenticators);
    if (this.authenticators.isEmpty()) {
      throw new IllegalArgumentException("Authentication needs an authenticator.");
    }
  }

  /** Returns one that asks {@code authenticators}, at least one. */
  public static Authentication by(Authenticator... authenticators) {
    return by(List.of(authenticators));
  }

  /** Does the same for a list. */
  public static Authentication by(List<Authenticator> authenticators) {
    return new Authentication(requireNonNull(authenticators, "authenticators"));
  }

  /** Returns one that asks {@code first} before all others. */
  public Authentication before(Authenticator first) {
    List<Authenticator> all = new ArrayList<>(authenticators);
    all.add(0, first);
    return new Authentication(all);
  }

  /**
   * Returns who shows {@code credential}.
   *
   * @throws UnauthenticatedException if there is none, or it is not valid
   * @throws FastFlightException if it cannot be found out now
   */
  public Identity authenticate(Optional<Credential> credential) {
    Credential shown =
        credential.orElseThrow(
            () ->
                new UnauthenticatedException(
                    "This server wants to know who calls. Send a credential: the header authorization, x-api-key, or a certificate."));
    for (Authenticator authenticator : authenticators) {
      Optional<Identity> identity = authenticator.authenticate(shown);
      if (identity.isPresent()) {
        return identity.get();
      }
    }
    throw new UnauthenticatedException(
        "The credential was refused: this server knows none like it.");
  }

  /** Returns whether {@link #authenticate} may take long. */
  public boolean mayBlock(Optional<Credential> credential) {
    return credential.isPresent()
        && authenticators.stream().anyMatch(one -> one.mayBlock(credential.get()));
  }

  /**
   * Returns whether a caller may sign in by a credential that the header of {@code scheme} shows:
   * {@code Basic} a name and a password, {@code Bearer} an API key or a token.
   */
  public boolean takes(String scheme) {
    return authenticators.stream()
        .flatMap(one -> one.challenge().stream())
        .anyMatch(challenge -> challenge.startsWith(scheme + " "));
  }

  /** Returns the value of HTTP's header {@code www-authenticate}. */
  public String challenges() {
    Set<String> challenges = new LinkedHashSet<>();
    authenticators.forEach(one -> one.challenge().ifPresent(challenges::add));
    return challenges.isEmpty() ? "Bearer realm=\"fastflight\"" : String.join(", ", challenges);
  }
}
