package io.fastflight.testkit.attack;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * Issues signed JWTs to {@code ada}, a {@code reader}, and has a file of its public keys.
 *
 * <p><b>Threads:</b> any.
 */
public final class TestIssuer {
  /** What its tokens say in {@code iss}. */
  public static final String ISSUER = "https://issuer.example.org";

  /** What they say in {@code aud}. */
  public static final String AUDIENCE = "fastflight";

  private final RSAKey rsa;
  private final ECKey curve;
  private final RSAKey stranger;
  private final Path keys;

  private TestIssuer(RSAKey rsa, ECKey curve, RSAKey stranger, Path keys) {
    this.rsa = rsa;
    this.curve = curve;
    this.stranger = stranger;
    this.keys = keys;
  }

  /** Makes one that writes its keys into {@code folder}, as {@code jwks.json}. */
  public static TestIssuer in(Path folder) {
    try {
      RSAKey rsa = new RSAKeyGenerator(2048).keyID("rsa").keyUse(KeyUse.SIGNATURE).generate();
      ECKey curve = new ECKeyGenerator(Curve.P_256).keyID("ec").keyUse(KeyUse.SIGNATURE).generate();
      RSAKey stranger = new RSAKeyGenerator(2048).keyID("rsa").generate();
      Path keys =
          Files.writeString(
              folder.resolve("jwks.json"),
              new JWKSet(List.of(rsa.toPublicJWK(), curve.toPublicJWK())).toString());
      return new TestIssuer(rsa, curve, stranger, keys);
    } catch (JOSEException impossible) {
      throw new IllegalStateException("Every JVM has RSA and P-256.", impossible);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Returns the file of its public keys, a JWK set. */
  public Path keys() {
    return keys;
  }

  /** Returns its key {@code rsa}. */
  public RSAKey rsa() {
    return rsa;
  }

  /** Returns its key {@code ec}. */
  public ECKey curve() {
    return curve;
  }

  /** Returns a key that is not its own, under the name of one that is. */
  public RSAKey stranger() {
    return stranger;
  }

  /** Begins claims that are right. */
  @SuppressWarnings("JavaUtilDate") // what Nimbus takes for a time
  public static JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .subject("ada")
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .notBeforeTime(Date.from(now.minusSeconds(60)))
        .expirationTime(Date.from(now.plusSeconds(600)))
        .claim("roles", List.of("reader"));
  }

  /** Begins a header that names the key {@code rsa}. */
  public static JWSHeader.Builder header(String algorithm) {
    return new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID("rsa");
  }

  /** Returns a token signed by an RSA key, whosever it is. */
  public static String signed(JWSHeader header, JWTClaimsSet claims, RSAKey by) {
    try {
      SignedJWT token = new SignedJWT(header, claims);
      token.sign(new RSASSASigner(by));
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("Every JVM signs by RSA.", impossible);
    }
  }

  /** Returns a token that is right. */
  public String right() {
    return signed(header("RS256").build(), claims().build(), rsa);
  }
}
