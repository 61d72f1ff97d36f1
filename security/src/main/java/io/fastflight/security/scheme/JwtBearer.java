package io.fastflight.security.scheme;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.Authenticator;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers by the signed JWTs of one issuer, as RFC 8725 has it: the algorithms are said by
 * configuration, so are the keys; {@code iss}, {@code aud}, {@code exp}, {@code nbf} and the name
 * must be there and right; what a token's header says of keys ({@code jku}, {@code x5u}, {@code
 * jwk}) is not read.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725</a>
 */
public final class JwtBearer implements Authenticator {
  private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");
  private static final int MAX_CHARS = 12 * 1024;

  private final JwtConfig config;
  private final boolean remote;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final VerifiedTokens verified = new VerifiedTokens(Clock.systemUTC());

  private JwtBearer(JwtConfig config) {
    this.config = config;
    this.remote = !config.keys().getScheme().equals("file");
    JWKSource<SecurityContext> keys = IssuerKeys.at(config.keys());
    Set<JWSAlgorithm> algorithms =
        config.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, null));
    processor.setJWTClaimsSetVerifier(claims(config));
    if (remote) {
      IssuerKeys.probe(keys, config.keys());
    }
  }

  private static DefaultJWTClaimsVerifier<SecurityContext> claims(JwtConfig config) {
    DefaultJWTClaimsVerifier<SecurityContext> verifier =
        new DefaultJWTClaimsVerifier<>(
            config.audiences(),
            new JWTClaimsSet.Builder().issuer(config.issuer()).build(),
            config.required(),
            null);
    verifier.setMaxClockSkew(Math.toIntExact(config.leeway().toSeconds()));
    return verifier;
  }

  /**
   * Creates one.
   *
   * <p>Keys at a URL are asked for once; if they are not there, it is logged, and tokens are
   * refused as unavailable until they are.
   *
   * @throws IllegalArgumentException if the keys are in a file, and it has none
   */
  public static JwtBearer of(JwtConfig config) {
    return new JwtBearer(config);
  }

  @Override
  public Optional<Identity> authenticate(Credential credential) {
    if (!(credential instanceof Credential.Token token) || !looksLikeOne(token)) {
      return Optional.empty();
    }
    String text = token.text().reveal();
    if (text.length() > MAX_CHARS) {
      throw refused("it has more than %s characters".formatted(MAX_CHARS), null);
    }
    Optional<Identity> known = verified.known(text);
    return known.isPresent() ? known : Optional.of(verify(text));
  }

  private Identity verify(String text) {
    try {
      JWTClaimsSet claims = processor.process(SignedJWT.parse(text), null);
      Identity identity = identity(claims);
      verified.remember(text, identity, end(claims));
      return identity;
    } catch (ParseException foreign) {
      throw refused("it is no signed JWT", foreign);
    } catch (BadJWTException wrongClaims) {
      throw refused(reason(wrongClaims), wrongClaims);
    } catch (BadJOSEException unsigned) {
      throw refused("its signature is not one that this server takes", unsigned);
    } catch (KeySourceException unreachable) {
      throw new ServerUnavailableException(
          "The keys of the issuer '%s' cannot be reached, so no token can be checked. Try again."
              .formatted(config.issuer()),
          unreachable);
    } catch (JOSEException | IllegalArgumentException broken) {
      throw refused("it cannot be checked", broken);
    }
  }

  /** Three parts with dots between; the other kinds of token here have none. */
  private static boolean looksLikeOne(Credential.Token token) {
    return token.text().reveal().chars().filter(c -> c == '.').count() == 2;
  }

  /** Nimbus's words for claims quote none of their values but what this server wants. */
  private String reason(BadJWTException wrong) {
    String message = String.valueOf(wrong.getMessage());
    if (message.startsWith("Expired")) {
      return "it has expired; check the clocks of both ends if it is new";
    }
    if (message.contains("before use")) {
      return "it is not valid yet; check the clocks of both ends";
    }
    if (message.contains("required")) { // before "iss", which is in "missing"
      return lacksClaims();
    }
    if (message.contains("aud")) {
      return "its audience (aud) is not this server";
    }
    return message.contains("iss")
        ? "its issuer (iss) is not the one this server trusts"
        : "its claims are wrong";
  }

  private String lacksClaims() {
    return "it lacks claims: %s must be there"
        .formatted(String.join(", ", new TreeSet<>(config.required())));
  }

  private static UnauthenticatedException refused(String why, @Nullable Throwable cause) {
    return new UnauthenticatedException("The token was refused: " + why + ".", cause);
  }

  @SuppressWarnings("JavaUtilDate") // what Nimbus makes of a time
  private Instant end(JWTClaimsSet claims) {
    return claims.getExpirationTime().toInstant().plus(config.leeway());
  }

  private Identity identity(JWTClaimsSet claims) {
    // Nimbus takes a claim that is null for one that is there, and a null end for none
    if (config.required().stream().anyMatch(claim -> claims.getClaim(claim) == null)) {
      throw refused(lacksClaims(), null);
    }
    if (!(claims.getClaim(config.nameClaim()) instanceof String name) || name.isBlank()) {
      throw refused("its claim '" + config.nameClaim() + "' names nobody", null);
    }
    Map<String, Object> known = new LinkedHashMap<>();
    claims.getClaims().forEach((key, value) -> plain(value).ifPresent(it -> known.put(key, it)));
    return new Identity(name, roles(claims.getClaim(config.rolesClaim())), known);
  }

  private static Set<String> roles(@Nullable Object claim) {
    Set<String> roles = new HashSet<>();
    if (claim instanceof String words) {
      roles.addAll(List.of(words.strip().split("\\s+")));
    } else if (claim instanceof Collection<?> list) {
      list.forEach(role -> roles.add(String.valueOf(role)));
    }
    roles.remove("");
    return roles;
  }

  /** Returns text, numbers, truth values and lists of them; a time is seconds since 1970. */
  @SuppressWarnings("JavaUtilDate") // what Nimbus makes of a time
  private static Optional<Object> plain(@Nullable Object value) {
    if (value instanceof Date time) {
      return Optional.of(time.getTime() / 1_000);
    }
    if (value instanceof Collection<?> list) {
      return Optional.of(list.stream().flatMap(one -> plain(one).stream()).toList());
    }
    boolean simple = value instanceof String || value instanceof Number || value instanceof Boolean;
    return simple && value != null ? Optional.of(value) : Optional.empty();
  }

  @Override
  public boolean mayBlock(Credential credential) {
    return remote
        && credential instanceof Credential.Token token
        && looksLikeOne(token)
        && verified.known(token.text().reveal()).isEmpty();
  }

  @Override
  public Optional<String> challenge() {
    return Optional.of("Bearer realm=\"fastflight\"");
  }
}
