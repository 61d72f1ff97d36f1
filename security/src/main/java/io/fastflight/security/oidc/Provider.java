package io.fastflight.security.oidc;

import io.fastflight.error.ServerUnavailableException;
import io.fastflight.security.ProtectedUrl;
import io.fastflight.security.scheme.JwtBearer;
import io.fastflight.security.scheme.JwtConfig;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of itself in its discovery document.
 *
 * @param basic whether it takes this server's secret in a header, else in the form
 * @param tokens checks its ID tokens
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect
 *     Discovery</a>
 */
record Provider(URI authorization, URI token, boolean basic, JwtBearer tokens) {
  private static final String DOCUMENT = "/.well-known/openid-configuration";

  /**
   * Asks the provider.
   *
   * @throws ServerUnavailableException if it does not answer
   * @throws IllegalArgumentException if it is another one, or lacks what is needed
   */
  static Provider ask(OidcConfig config) {
    String issuer = config.issuer().toString();
    URI document = URI.create(issuer.replaceAll("/$", "") + DOCUMENT);
    Map<String, Object> facts = facts(document);
    if (!issuer.equals(facts.get("issuer"))) {
      throw new IllegalArgumentException(
          "The OIDC issuer at %s calls itself '%s', not '%s'. Set it as it says, to the letter."
              .formatted(document, facts.get("issuer"), issuer));
    }
    return new Provider(
        endpoint(document, facts, "authorization_endpoint"),
        endpoint(document, facts, "token_endpoint"),
        isBasic(facts.get("token_endpoint_auth_methods_supported")),
        JwtBearer.of(
            JwtConfig.builder(
                    issuer, config.clientId(), endpoint(document, facts, "jwks_uri").toString())
                .idTokens()
                .nameClaim(config.nameClaim())
                .rolesClaim(config.rolesClaim())
                .build()));
  }

  private static Map<String, Object> facts(URI document) {
    try {
      ProviderCall.Answer answer = new ProviderCall(document).get();
      if (answer.status() == 200) {
        return answer.json();
      }
      throw new IOException("status " + answer.status());
    } catch (IOException unreachable) {
      throw new ServerUnavailableException(
          "The OIDC provider does not answer as one at %s: %s. Try again later, or check the issuer."
              .formatted(document, unreachable.getMessage()),
          unreachable);
    }
  }

  private static URI endpoint(URI document, Map<String, Object> facts, String name) {
    try {
      URI url = URI.create(String.valueOf(facts.get(name)));
      if (ProtectedUrl.is(url)) {
        return url;
      }
    } catch (IllegalArgumentException noUrl) {
      // told below
    }
    throw new IllegalArgumentException(
        "%s names no %s that is an https URL.".formatted(document, name));
  }

  /** What is not said is the header's way. */
  private static boolean isBasic(@Nullable Object methods) {
    return !(methods instanceof Collection<?> some) || some.contains("client_secret_basic");
  }
}
