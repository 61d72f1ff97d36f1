package io.fastflight.security.seal;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.UnauthenticatedException;
import io.fastflight.params.JsonText;
import io.fastflight.security.Authenticator;
import io.fastflight.security.Credential;
import io.fastflight.security.seal.Seal.Opened;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives callers who signed in a token to show from then on, and knows them by it: what Flight's
 * handshake returns for a name and a password. It names the caller, their roles and claims as they
 * were when they signed in, so it lives for a short time.
 */
public final class SessionTokens implements Authenticator {
  private static final String PREFIX = "ffs_";

  private final Seal seal;
  private final Duration lifetime;

  /**
   * Creates it.
   *
   * @param keys shared by all replicas that take each other's tokens
   * @param lifetime of a token
   */
  public SessionTokens(SealKeys keys, Duration lifetime) {
    this(Seal.of(keys, "session"), lifetime);
  }

  SessionTokens(Seal seal, Duration lifetime) {
    this.seal = seal;
    this.lifetime = requireNonNull(lifetime, "lifetime");
  }

  /** Returns a token for {@code identity}. */
  public Secret issue(Identity identity) {
    String json = JsonText.write(Map.of("roles", identity.roles(), "claims", identity.claims()));
    byte[] sealed = seal.seal(identity.name(), json.getBytes(StandardCharsets.UTF_8), lifetime);
    return Secret.of(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed));
  }

  @Override
  public Optional<Identity> authenticate(Credential credential) {
    if (!(credential instanceof Credential.Token token)
        || !token.text().reveal().startsWith(PREFIX)) {
      return Optional.empty();
    }
    Opened opened =
        opened(token.text().reveal().substring(PREFIX.length()))
            .orElseThrow(
                () ->
                    new UnauthenticatedException(
                        "The session's token is not one of this server. Sign in again."));
    if (seal.hasExpired(opened)) {
      throw new UnauthenticatedException("The session has expired. Sign in again.");
    }
    return Optional.of(identity(opened));
  }

  private Optional<Opened> opened(String base64) {
    try {
      return seal.open(Base64.getUrlDecoder().decode(base64));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("unchecked") // only we can have written it
  private static Identity identity(Opened opened) {
    Map<String, Object> json = JsonText.readObject(opened.content());
    Set<String> roles = new HashSet<>();
    ((Collection<?>) json.getOrDefault("roles", Set.of()))
        .forEach(role -> roles.add(String.valueOf(role)));
    return new Identity(
        opened.subject(), roles, (Map<String, Object>) json.getOrDefault("claims", Map.of()));
  }

  @Override
  public Optional<String> challenge() {
    return Optional.empty();
  }
}
