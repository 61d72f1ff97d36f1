package io.fastflight.testkit.attack;

import static io.fastflight.testkit.attack.TestIssuer.AUDIENCE;
import static io.fastflight.testkit.attack.TestIssuer.ISSUER;
import static io.fastflight.testkit.attack.TestIssuer.claims;
import static io.fastflight.testkit.attack.TestIssuer.header;
import static io.fastflight.testkit.attack.TestIssuer.signed;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Tokens that somebody made to look like those of a {@link TestIssuer}; each must be refused, at
 * every door, by whoever takes RS256, PS256 and ES256 of that issuer with a leeway of at most 5 s.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725</a>
 */
@SuppressWarnings("JavaUtilDate") // what Nimbus takes for a time
public final class JwtAttacks {
  private final TestIssuer issuer;

  /** Attacks whoever trusts {@code issuer}. */
  public JwtAttacks(TestIssuer issuer) {
    this.issuer = issuer;
  }

  /**
   * One attack.
   *
   * @param name what it is
   * @param token what is shown
   */
  public record Attack(String name, String token) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Attack claimed(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
    return new Attack(
        name, signed(header("RS256").build(), change.apply(claims()).build(), issuer.rsa()));
  }

  private static Attack headed(String name, UnaryOperator<JWSHeader.Builder> change, RSAKey by) {
    return new Attack(name, signed(change.apply(header("RS256")).build(), claims().build(), by));
  }

  private static Date in(long seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private Stream<Attack> claimAttacks() {
    return Stream.of(
        claimed("expired", c -> c.expirationTime(in(-60))),
        claimed("expired by more than the leeway", c -> c.expirationTime(in(-7))),
        claimed("expired in 1970", c -> c.expirationTime(new Date(0))),
        claimed("expired before 1970", c -> c.expirationTime(new Date(-1_000_000))),
        claimed("never expires", c -> c.expirationTime(null)),
        claimed("not yet valid", c -> c.notBeforeTime(in(60))),
        claimed("valid next year", c -> c.notBeforeTime(in(31_536_000))),
        claimed("without nbf", c -> c.notBeforeTime(null)),
        claimed("an hour ahead", c -> c.notBeforeTime(in(3_600)).expirationTime(in(7_200))),
        claimed("wrong audience", c -> c.audience("other")),
        claimed("audience in capitals", c -> c.audience("FASTFLIGHT")),
        claimed("audience with more behind", c -> c.audience(AUDIENCE + ".evil.org")),
        claimed("audience with a blank", c -> c.audience(AUDIENCE + " ")),
        claimed("no audience", c -> c.audience((String) null)),
        claimed("empty list of audiences", c -> c.audience(List.of())),
        claimed("many other audiences", c -> c.audience(List.of("a", "b", "c"))),
        claimed("wrong issuer", c -> c.issuer("https://evil.example.org")),
        claimed("issuer with a slash", c -> c.issuer(ISSUER + "/")),
        claimed("issuer as a user name", c -> c.issuer(ISSUER + "@evil.org")),
        claimed("issuer over http", c -> c.issuer("http://issuer.example.org")),
        claimed("no issuer", c -> c.issuer(null)),
        claimed("empty issuer", c -> c.issuer("")),
        claimed("no subject", c -> c.subject(null)),
        claimed("empty subject", c -> c.subject("")),
        claimed("blank subject", c -> c.subject("  ")),
        claimed("huge claim", c -> c.claim("x", "a".repeat(20_000))));
  }

  private Stream<Attack> keyAttacks() {
    RSAKey own = issuer.stranger().toPublicJWK();
    URI evil = URI.create("https://evil.example.org/jwks.json");
    return Stream.of(
        headed("signed by a stranger", h -> h, issuer.stranger()),
        headed("signed by a stranger without kid", h -> h.keyID(null), issuer.stranger()),
        headed("unknown kid", h -> h.keyID("other"), issuer.stranger()),
        headed("kid of the other kind of key", h -> h.keyID("ec"), issuer.stranger()),
        headed("kid of a path", h -> h.keyID("../../etc/passwd"), issuer.stranger()),
        headed("kid of SQL", h -> h.keyID("' OR 1=1 --"), issuer.stranger()),
        headed("kid of a null byte", h -> h.keyID("rsa\0"), issuer.stranger()),
        headed("kid of a URL", h -> h.keyID(evil.toString()), issuer.stranger()),
        headed("huge kid", h -> h.keyID("k".repeat(9_000)), issuer.stranger()),
        headed("empty kid", h -> h.keyID(""), issuer.stranger()),
        headed("own key in the header (jwk)", h -> h.jwk(own), issuer.stranger()),
        headed("own key set (jku)", h -> h.jwkURL(evil), issuer.stranger()),
        headed(
            "own key set in a file (jku)",
            h -> h.jwkURL(URI.create("file:/tmp/k")),
            issuer.stranger()),
        headed("own certificate (x5u)", h -> h.x509CertURL(evil), issuer.stranger()),
        headed(
            "own certificate (x5c)",
            h -> h.x509CertChain(List.of(com.nimbusds.jose.util.Base64.encode("x"))),
            issuer.stranger()),
        headed("unknown critical header", h -> h.criticalParams(Set.of("exp")), issuer.rsa()),
        headed("another type", h -> h.type(new JOSEObjectType("dpop+jwt")), issuer.rsa()),
        headed("a secevent", h -> h.type(new JOSEObjectType("secevent+jwt")), issuer.rsa()),
        new Attack("an algorithm not pinned", algorithm("RS512")),
        new Attack("another not pinned", algorithm("PS512")));
  }

  private String algorithm(String name) {
    return signed(header(name).build(), claims().build(), issuer.rsa());
  }

  private static String b64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private String part(int number) {
    return List.of(issuer.right().split("\\.", -1)).get(number);
  }

  private Attack raw(String name, String header, String signature) {
    return new Attack(name, b64(header) + "." + part(1) + "." + signature);
  }

  private Stream<Attack> formAttacks() {
    return Stream.of(
        raw("none", "{\"alg\":\"none\"}", ""),
        raw("None", "{\"alg\":\"None\"}", ""),
        raw("NONE", "{\"alg\":\"NONE\"}", ""),
        raw("none with a signature", "{\"alg\":\"none\"}", part(2)),
        raw("no alg", "{\"typ\":\"JWT\"}", part(2)),
        raw("alg of null", "{\"alg\":null}", part(2)),
        raw("alg of a list", "{\"alg\":[\"RS256\"]}", part(2)),
        raw("alg in small letters", "{\"alg\":\"rs256\"}", part(2)),
        raw("empty alg", "{\"alg\":\"\"}", part(2)),
        raw("a header that is a list", "[]", part(2)),
        raw("a header that is no JSON", "alg=RS256", part(2)),
        raw("a deep header", "{\"a\":".repeat(2_000), part(2)),
        new Attack("no signature", part(0) + "." + part(1) + "."),
        new Attack("no payload", part(0) + ".." + part(2)),
        new Attack("no header", "." + part(1) + "." + part(2)),
        new Attack("only dots", ".."),
        new Attack("another payload", part(0) + "." + b64("{\"sub\":\"root\"}") + "." + part(2)),
        new Attack("a signature of zeros", part(0) + "." + part(1) + "." + "A".repeat(342)),
        new Attack("a signature cut", issuer.right().substring(0, issuer.right().length() - 10)),
        new Attack("an ES256 signature of zeros", zeros()),
        hmac("HS256 by the public key in DER", publicKey().getEncoded()),
        hmac("HS256 by the public key in PEM", pem(publicKey())),
        hmac("HS256 by the modulus", issuer.rsa().getModulus().decode()),
        hmac("HS256 by an empty key", new byte[32]),
        hmac("HS256 by the key set", keySet()));
  }

  /** CVE-2022-21449: Java took a signature of r = s = 0 for anyone's. */
  private String zeros() {
    String header = b64("{\"alg\":\"ES256\",\"kid\":\"ec\"}");
    String signature = Base64URL.encode(new byte[64]).toString();
    return header + "." + part(1) + "." + signature;
  }

  private static byte[] pem(RSAPublicKey key) {
    return ("-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.getEncoded())
            + "\n-----END PUBLIC KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private RSAPublicKey publicKey() {
    try {
      return issuer.rsa().toRSAPublicKey();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("Every JVM has RSA.", impossible);
    }
  }

  private byte[] keySet() {
    try {
      return Files.readAllBytes(issuer.keys());
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static Attack hmac(String name, byte[] key) {
    try {
      SignedJWT token = new SignedJWT(header("HS256").build(), claims().build());
      token.sign(new MACSigner(key));
      return new Attack(name, token.serialize());
    } catch (JOSEException impossible) {
      throw new IllegalStateException("Every JVM has HMAC.", impossible);
    }
  }

  /** Signs claims that no library would write. */
  private Attack paid(String name, String json) {
    try {
      JWSObject token = new JWSObject(header("RS256").build(), new Payload(json));
      token.sign(new RSASSASigner(issuer.rsa()));
      return new Attack(name, token.serialize());
    } catch (JOSEException impossible) {
      throw new IllegalStateException("Every JVM signs by RSA.", impossible);
    }
  }

  /** Puts {@code more} behind claims that are right but for what it says. */
  private Attack said(String name, String more, String... without) {
    JWTClaimsSet.Builder claims = claims();
    for (String claim : without) {
      claims.claim(claim, null);
    }
    String right = claims.build().toString();
    return paid(name, right.substring(0, right.length() - 1) + "," + more + "}");
  }

  private Stream<Attack> payloadAttacks() {
    return Stream.of(
        said("a subject twice", "\"sub\":\"root\""),
        said("an audience twice", "\"aud\":\"fastflight\""),
        said("roles twice", "\"roles\":[\"admin\"]"),
        said("an end twice", "\"exp\":9999999999"),
        said("an end in words", "\"exp\":\"tomorrow\"", "exp"),
        said("an end that is a list", "\"exp\":[9999999999]", "exp"),
        said("an end that is true", "\"exp\":true", "exp"),
        said("an end that is null", "\"exp\":null", "exp"),
        said("a begin that is null", "\"nbf\":null", "nbf"),
        said("a begin that is an object", "\"nbf\":{}", "nbf"),
        said("a subject that is true", "\"sub\":true", "sub"),
        said("a subject that is a list", "\"sub\":[\"ada\"]", "sub"),
        said("an issuer that is a list", "\"iss\":[\"" + ISSUER + "\"]", "iss"),
        said("an audience that is an object", "\"aud\":{\"fastflight\":true}", "aud"),
        said("a deep claim", "\"x\":" + "[".repeat(3_000) + "]".repeat(3_000)),
        paid("claims that are a list", "[]"),
        paid("claims that are null", "null"),
        paid("claims that are no JSON", "sub=ada"),
        paid("empty claims", "{}"),
        paid("claims cut", "{\"sub\":\"ada\""));
  }

  /** Returns all of them, more than seventy. */
  public List<Attack> all() {
    return Stream.of(claimAttacks(), payloadAttacks(), keyAttacks(), formAttacks())
        .flatMap(some -> some)
        .toList();
  }
}
