package io.fastflight.security;

import io.fastflight.error.UnauthenticatedException;
import io.fastflight.service.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a call shows, the same way at every door: the header {@code authorization} with {@code
 * Bearer} or {@code Basic}, the header {@code x-api-key}, or else the certificate of the
 * connection.
 */
public final class CallerCredentials {
  /** The header of HTTP's own schemes. */
  public static final String AUTHORIZATION = "authorization";

  /** The header of an API key alone. */
  public static final String API_KEY = "x-api-key";

  private static final int MAX_CHARS = 16 * 1024;

  private CallerCredentials() {}

  /**
   * Returns the one credential of a call, or empty if it shows none.
   *
   * @param authorization every value of that header
   * @param apiKey every value of that header
   * @param session of the connection, where it has TLS
   * @param vouched says whether a chain is one that TLS would take now: the session may be one that
   *     was resumed, or be old
   * @throws UnauthenticatedException if there are several, one that cannot be read, or a
   *     certificate that nobody vouches for any more
   */
  public static Optional<Credential> read(
      List<String> authorization,
      List<String> apiKey,
      @Nullable SSLSession session,
      Predicate<List<X509Certificate>> vouched) {
    List<X509Certificate> certificates = session == null ? List.of() : chain(session);
    if (!certificates.isEmpty() && !vouched.test(certificates)) {
      throw new UnauthenticatedException(
          "The certificate of this connection has expired, or nobody vouches for it any more. Connect with another.");
    }
    return withCertificates(authorization, apiKey, certificates);
  }

  /**
   * Does the same where the server hands out the certificates themselves.
   *
   * @param certificates of the caller, verified, their own first; empty without any
   */
  public static Optional<Credential> withCertificates(
      List<String> authorization, List<String> apiKey, List<X509Certificate> certificates) {
    if (authorization.size() + apiKey.size() > 1) {
      throw new UnauthenticatedException(
          "The call has several credentials. Send one: the header authorization, or x-api-key.");
    }
    if (!authorization.isEmpty()) {
      return Optional.of(header(limited(authorization.get(0))));
    }
    if (!apiKey.isEmpty()) {
      return Optional.of(new Credential.Token(Secret.of(limited(apiKey.get(0)).strip())));
    }
    return certificates.isEmpty()
        ? Optional.empty()
        : Optional.of(new Credential.Certificate(certificates));
  }

  private static String limited(String value) {
    if (value.length() > MAX_CHARS) {
      throw new UnauthenticatedException(
          "The credential has more than %s characters.".formatted(MAX_CHARS));
    }
    return value;
  }

  private static Credential header(String value) {
    String text = value.strip();
    int space = text.indexOf(' ');
    String scheme = (space < 0 ? text : text.substring(0, space)).toLowerCase(Locale.ROOT);
    String rest = space < 0 ? "" : text.substring(space + 1).strip();
    if (rest.isEmpty()) {
      throw unreadable();
    }
    return switch (scheme) {
      case "bearer" -> new Credential.Token(Secret.of(rest));
      case "basic" -> password(rest);
      default -> throw unreadable();
    };
  }

  private static Credential password(String base64) {
    String both;
    try {
      both =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
              .toString();
    } catch (IllegalArgumentException | CharacterCodingException broken) {
      throw unreadable();
    }
    int colon = both.indexOf(':');
    if (colon < 1) {
      throw unreadable();
    }
    return new Credential.Password(both.substring(0, colon), Secret.of(both.substring(colon + 1)));
  }

  /** Says nothing of the value: it may be a secret that was sent under a wrong name. */
  private static UnauthenticatedException unreadable() {
    return new UnauthenticatedException(
        "The header authorization cannot be read. It must be 'Bearer TOKEN', or 'Basic' with user:password in base64.");
  }

  private static List<X509Certificate> chain(SSLSession session) {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : session.getPeerCertificates()) {
        chain.add((X509Certificate) certificate);
      }
      return chain;
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }
}
