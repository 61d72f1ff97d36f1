package io.fastflight.security;

import io.fastflight.error.UnauthenticatedException;
import io.fastflight.service.Identity;
import java.util.Optional;

/**
 * Finds out who shows a credential. Implement it for a way to sign in that is not built in.
 *
 * <p><b>Threads:</b> called from any, many at a time.
 */
public interface Authenticator {
  /**
   * Returns who shows {@code credential}, or empty if this authenticator knows nothing of such
   * ones: then the next is asked.
   *
   * @throws UnauthenticatedException if it is one of its own and not valid; then nobody else is
   *     asked. The message holds nothing of the credential.
   */
  Optional<Identity> authenticate(Credential credential);

  /**
   * Returns whether {@link #authenticate} may take long: it asks a server, or computes for more
   * than a millisecond. It is then called on a thread that may wait.
   */
  default boolean mayBlock(Credential credential) {
    return false;
  }

  /**
   * Returns how HTTP's header {@code www-authenticate} asks for such a credential, for instance
   * {@code Bearer}; empty where the header has no word for it.
   */
  Optional<String> challenge();
}
