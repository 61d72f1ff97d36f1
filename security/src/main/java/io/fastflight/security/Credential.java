package io.fastflight.security;

import static java.util.Objects.requireNonNull;

import io.fastflight.service.Secret;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a caller shows to say who they are. */
public sealed interface Credential {
  /**
   * An opaque text: an API key, a JWT, a session's token.
   *
   * @param text as it came
   */
  record Token(Secret text) implements Credential {
    /** Checks that there is one. */
    public Token {
      requireNonNull(text, "text");
    }
  }

  /**
   * A name and a password.
   *
   * @param user the name
   * @param password what proves it
   */
  record Password(String user, Secret password) implements Credential {
    /** Checks that both are there. */
    public Password {
      requireNonNull(user, "user");
      requireNonNull(password, "password");
    }
  }

  /**
   * A session that a page began by signing in.
   *
   * @param id what the page's cookie holds
   */
  record Session(Secret id) implements Credential {
    /** Checks that there is one. */
    public Session {
      requireNonNull(id, "id");
    }
  }

  /**
   * A certificate whose key the caller has, and which an authority that the server trusts vouches
   * for: TLS has checked both.
   *
   * @param chain the caller's own first
   */
  record Certificate(List<X509Certificate> chain) implements Credential {
    /** Copies the list, which is not empty. */
    public Certificate {
      chain = List.copyOf(chain);
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("A chain of certificates must not be empty.");
      }
    }
  }
}
