package io.fastflight.security.scheme;

import static java.util.Objects.requireNonNull;

import io.fastflight.security.ProtectedUrl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Says which JWTs a server takes.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class JwtConfig {
  /** Signatures that need the issuer's private key; no shared secret, and nothing unsigned. */
  static final List<String> KNOWN =
      List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  static final Duration MAX_LEEWAY = Duration.ofSeconds(60);

  private final String issuer;
  private final Set<String> audiences;
  private final URI keys;
  private final List<String> algorithms;
  private final String nameClaim;
  private final String rolesClaim;
  private final Duration leeway;
  private final boolean idTokens;

  private JwtConfig(Builder builder) {
    this.issuer = builder.issuer;
    this.audiences = builder.audiences;
    this.keys = builder.keys;
    this.algorithms = builder.algorithms;
    this.nameClaim = builder.nameClaim;
    this.rolesClaim = builder.rolesClaim;
    this.leeway = builder.leeway;
    this.idTokens = builder.idTokens;
  }

  /**
   * Begins the settings for the tokens of one issuer.
   *
   * @param issuer what a token's {@code iss} must be
   * @param audience what its {@code aud} must hold: the name the issuer knows this server by
   * @param keys where the issuer's public keys are, a JWK set: an {@code https} URL, an {@code
   *     http} URL of this machine, or a file. A token never says so itself.
   * @throws IllegalArgumentException if one is blank, or {@code keys} is neither
   */
  public static Builder builder(String issuer, String audience, String keys) {
    return new Builder(issuer, audience, keys);
  }

  String issuer() {
    return issuer;
  }

  Set<String> audiences() {
    return audiences;
  }

  URI keys() {
    return keys;
  }

  List<String> algorithms() {
    return algorithms;
  }

  String nameClaim() {
    return nameClaim;
  }

  String rolesClaim() {
    return rolesClaim;
  }

  Duration leeway() {
    return leeway;
  }

  /** Returns the claims that must be there, beside the right issuer and audience. */
  Set<String> required() {
    return Set.of("iss", "aud", "exp", idTokens ? "iat" : "nbf", nameClaim);
  }

  /** Collects the settings. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private final String issuer;
    private final Set<String> audiences;
    private URI keys;
    private List<String> algorithms = List.of("RS256", "PS256", "ES256");
    private String nameClaim = "sub";
    private String rolesClaim = "roles";
    private Duration leeway = Duration.ofSeconds(30);
    private boolean idTokens;

    private Builder(String issuer, String audience, String keys) {
      this.issuer = filled("issuer", issuer);
      this.audiences = Set.of(filled("audience", audience));
      this.keys = location(filled("keys", keys));
    }

    private static String filled(String what, String text) {
      if (requireNonNull(text, what).isBlank()) {
        throw new IllegalArgumentException("The JWTs' " + what + " must not be blank.");
      }
      return text;
    }

    private static URI location(String text) {
      if (text.contains("://")) {
        URI url = URI.create(text);
        if (ProtectedUrl.is(url)) {
          return url;
        }
        throw new IllegalArgumentException(
            "The JWTs' keys must be an https URL or a file, was '%s'.".formatted(text));
      }
      return Path.of(text).toAbsolutePath().toUri();
    }

    /** For tests: keys from a URL that is not https. */
    Builder keysAt(URI anyUrl) {
      this.keys = anyUrl;
      return this;
    }

    /**
     * Takes these signature algorithms, and no others: RS, PS and ES of 256, 384 and 512. Default:
     * RS256, PS256 and ES256.
     */
    public Builder algorithms(List<String> names) {
      List<String> unknown = new ArrayList<>(names);
      unknown.removeAll(KNOWN);
      if (names.isEmpty() || !unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "The JWTs' algorithms must be of %s, were %s.".formatted(KNOWN, names));
      }
      this.algorithms = List.copyOf(names);
      return this;
    }

    /** Takes the caller's name from this claim. Default: {@code sub}. */
    public Builder nameClaim(String claim) {
      this.nameClaim = filled("name claim", claim);
      return this;
    }

    /**
     * Takes the caller's roles from this claim, a list or words with blanks between. Default:
     * {@code roles}.
     */
    public Builder rolesClaim(String claim) {
      this.rolesClaim = filled("roles claim", claim);
      return this;
    }

    /** Forgives clocks that differ by so much, 0 to 60 seconds. Default: 30 seconds. */
    public Builder leeway(Duration leeway) {
      if (leeway.isNegative() || leeway.compareTo(MAX_LEEWAY) > 0) {
        throw new IllegalArgumentException(
            "The JWTs' leeway must be 0..60 seconds, was " + leeway + ".");
      }
      this.leeway = leeway;
      return this;
    }

    /** Takes ID tokens of OpenID Connect, which have a time of issue in place of {@code nbf}. */
    public Builder idTokens() {
      this.idTokens = true;
      return this;
    }

    /** Returns the settings. */
    public JwtConfig build() {
      return new JwtConfig(this);
    }
  }
}
