package io.fastflight.security.oidc;

import static java.util.Objects.requireNonNull;

import io.fastflight.security.ProtectedUrl;
import io.fastflight.service.Secret;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Says where people sign in, and how this server is known there.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class OidcConfig {
  private static final Pattern SCOPE =
      Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+"); // RFC 6749

  private final URI issuer;
  private final String clientId;
  private final Secret clientSecret;
  private final URI redirectUri;
  private final List<String> scopes;
  private final String label;
  private final String nameClaim;
  private final String rolesClaim;

  private OidcConfig(Builder builder) {
    this.issuer = builder.issuer;
    this.clientId = builder.clientId;
    this.clientSecret = builder.clientSecret;
    this.redirectUri = builder.redirectUri;
    this.scopes = builder.scopes;
    this.label = builder.label;
    this.nameClaim = builder.nameClaim;
    this.rolesClaim = builder.rolesClaim;
  }

  /**
   * Begins the settings for one provider.
   *
   * @param issuer its URL, {@code https}, or {@code http} of this machine
   * @param clientId what it calls this server
   * @param clientSecret what this server proves that by
   * @param redirectUri where it sends browsers back to, as it is registered there
   * @throws IllegalArgumentException that names the setting that is wrong
   */
  public static Builder builder(
      String issuer, String clientId, Secret clientSecret, String redirectUri) {
    return new Builder(issuer, clientId, clientSecret, redirectUri);
  }

  URI issuer() {
    return issuer;
  }

  String clientId() {
    return clientId;
  }

  Secret clientSecret() {
    return clientSecret;
  }

  URI redirectUri() {
    return redirectUri;
  }

  List<String> scopes() {
    return scopes;
  }

  String label() {
    return label;
  }

  String nameClaim() {
    return nameClaim;
  }

  String rolesClaim() {
    return rolesClaim;
  }

  /** Collects the settings. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private final URI issuer;
    private final String clientId;
    private final Secret clientSecret;
    private final URI redirectUri;
    private List<String> scopes = List.of("openid");
    private String label;
    private String nameClaim = "sub";
    private String rolesClaim = "roles";

    private Builder(String issuer, String clientId, Secret clientSecret, String redirectUri) {
      this.issuer = url("issuer", issuer);
      this.clientId = filled("client id", clientId);
      this.clientSecret = requireNonNull(clientSecret, "clientSecret");
      this.redirectUri = url("redirect URI", redirectUri);
      this.label = this.issuer.getHost();
      filled("client secret", clientSecret.reveal());
    }

    private static String filled(String what, String text) {
      if (requireNonNull(text, what).isBlank()) {
        throw new IllegalArgumentException("The OIDC " + what + " must not be blank.");
      }
      return text;
    }

    private static URI url(String what, String text) {
      try {
        URI url = URI.create(requireNonNull(text, what));
        if (ProtectedUrl.is(url) && url.getQuery() == null && url.getFragment() == null) {
          return url;
        }
      } catch (IllegalArgumentException noUrl) {
        // told below
      }
      throw new IllegalArgumentException(
          "The OIDC %s must be an https URL without a query, or an http one of this machine, was '%s'."
              .formatted(what, text));
    }

    /** Asks for these scopes, {@code openid} among them. Default: that alone. */
    public Builder scopes(List<String> scopes) {
      if (!scopes.contains("openid") || !scopes.stream().allMatch(SCOPE.asMatchPredicate())) {
        throw new IllegalArgumentException(
            "The OIDC scopes must be words, openid among them, were %s.".formatted(scopes));
      }
      this.scopes = List.copyOf(scopes);
      return this;
    }

    /** Sets what people call the provider. Default: its host. */
    public Builder label(String label) {
      this.label = filled("label", label);
      return this;
    }

    /** Sets the claim that names a caller, unique at the provider. Default: {@code sub}. */
    public Builder nameClaim(String claim) {
      this.nameClaim = filled("name claim", claim);
      return this;
    }

    /** Sets the claim that holds a caller's roles. Default: {@code roles}. */
    public Builder rolesClaim(String claim) {
      this.rolesClaim = filled("roles claim", claim);
      return this;
    }

    /** Returns the settings. */
    public OidcConfig build() {
      return new OidcConfig(this);
    }
  }
}
