package io.fastflight.security.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.Authentication;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are right, and many that somebody made to look so. */
@SuppressWarnings("JavaUtilDate") // what Nimbus takes for a time
class JwtBearerTest {
  private static final String ISSUER = "https://issuer.example.org";
  private static final String AUDIENCE = "fastflight";

  @TempDir static Path folder;
  private static RSAKey rsa;
  private static ECKey curve;
  private static RSAKey stranger;
  private static Path keys;

  @BeforeAll
  static void makeKeys() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("rsa").keyUse(KeyUse.SIGNATURE).generate();
    curve = new ECKeyGenerator(Curve.P_256).keyID("ec").keyUse(KeyUse.SIGNATURE).generate();
    stranger = new RSAKeyGenerator(2048).keyID("rsa").generate();
    keys =
        Files.writeString(
            folder.resolve("jwks.json"),
            new JWKSet(List.of(rsa.toPublicJWK(), curve.toPublicJWK())).toString());
  }

  private static JwtConfig.Builder config() {
    return JwtConfig.builder(ISSUER, AUDIENCE, keys.toString()).leeway(Duration.ofSeconds(5));
  }

  private static JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .subject("ada")
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .notBeforeTime(Date.from(now.minusSeconds(60)))
        .expirationTime(Date.from(now.plusSeconds(600)))
        .claim("roles", List.of("reader"));
  }

  private static JWSHeader.Builder header(String algorithm) {
    return new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID("rsa");
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, RSAKey by) {
    try {
      SignedJWT token = new SignedJWT(header, claims);
      token.sign(new RSASSASigner(by));
      return token.serialize();
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String right() {
    return signed(header("RS256").build(), claims().build(), rsa);
  }

  private static Identity known(String token) {
    return ask(JwtBearer.of(config().build()), token).orElseThrow();
  }

  private static Optional<Identity> ask(JwtBearer bearer, String token) {
    return bearer.authenticate(new Credential.Token(Secret.of(token)));
  }

  @Test
  void aRightTokenNamesItsCallerWithRolesAndClaims() {
    Identity caller = known(right());
    assertThat(caller.name()).isEqualTo("ada");
    assertThat(caller.roles()).containsExactly("reader");
    assertThat(caller.claims())
        .containsEntry("iss", ISSUER)
        .containsEntry("aud", List.of(AUDIENCE))
        .containsEntry("roles", List.of("reader"));
    assertThat(caller.claims().get("exp")).isInstanceOf(Long.class);
  }

  @Test
  void anEllipticCurveAndAnAccessTokenAreTakenToo() throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID("ec")
                .type(new JOSEObjectType("at+jwt"))
                .build(),
            claims().claim("roles", "reader  writer").build());
    token.sign(new ECDSASigner(curve));
    assertThat(known(token.serialize()).roles()).containsExactlyInAnyOrder("reader", "writer");
  }

  @Test
  void otherCredentialsAreForOthersToKnow() {
    JwtBearer bearer = JwtBearer.of(config().build());
    assertThat(ask(bearer, "ffk_abcdefgh_x")).isEmpty();
    assertThat(bearer.authenticate(new Credential.Password("a", Secret.of("b")))).isEmpty();
  }

  /** One attack: what it is, and the token. */
  private record Attack(String name, String token) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Attack claimed(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
    return new Attack(name, signed(header("RS256").build(), change.apply(claims()).build(), rsa));
  }

  private static Attack headed(String name, UnaryOperator<JWSHeader.Builder> change, RSAKey by) {
    return new Attack(name, signed(change.apply(header("RS256")).build(), claims().build(), by));
  }

  private static Date in(long seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private static Stream<Attack> claimAttacks() {
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

  private static Stream<Attack> keyAttacks() throws Exception {
    RSAKey own = stranger.toPublicJWK();
    URI evil = URI.create("https://evil.example.org/jwks.json");
    return Stream.of(
        headed("signed by a stranger", h -> h, stranger),
        headed("signed by a stranger without kid", h -> h.keyID(null), stranger),
        headed("unknown kid", h -> h.keyID("other"), stranger),
        headed("kid of the other kind of key", h -> h.keyID("ec"), stranger),
        headed("kid of a path", h -> h.keyID("../../etc/passwd"), stranger),
        headed("kid of SQL", h -> h.keyID("' OR 1=1 --"), stranger),
        headed("kid of a null byte", h -> h.keyID("rsa\0"), stranger),
        headed("kid of a URL", h -> h.keyID(evil.toString()), stranger),
        headed("huge kid", h -> h.keyID("k".repeat(9_000)), stranger),
        headed("empty kid", h -> h.keyID(""), stranger),
        headed("own key in the header (jwk)", h -> h.jwk(own), stranger),
        headed("own key set (jku)", h -> h.jwkURL(evil), stranger),
        headed("own key set in a file (jku)", h -> h.jwkURL(URI.create("file:/tmp/k")), stranger),
        headed("own certificate (x5u)", h -> h.x509CertURL(evil), stranger),
        headed(
            "own certificate (x5c)",
            h -> h.x509CertChain(List.of(com.nimbusds.jose.util.Base64.encode("x"))),
            stranger),
        headed("unknown critical header", h -> h.criticalParams(Set.of("exp")), rsa),
        headed("another type", h -> h.type(new JOSEObjectType("dpop+jwt")), rsa),
        headed("a secevent", h -> h.type(new JOSEObjectType("secevent+jwt")), rsa),
        new Attack("an algorithm not pinned", algorithm("RS512")),
        new Attack("another not pinned", algorithm("PS512")));
  }

  private static String algorithm(String name) {
    return signed(header(name).build(), claims().build(), rsa);
  }

  private static String b64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String part(int number) {
    return List.of(right().split("\\.", -1)).get(number);
  }

  private static Attack raw(String name, String header, String signature) {
    return new Attack(name, b64(header) + "." + part(1) + "." + signature);
  }

  private static Stream<Attack> formAttacks() throws Exception {
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
        new Attack("a signature cut", right().substring(0, right().length() - 10)),
        new Attack("an ES256 signature of zeros", zeros()),
        hmac("HS256 by the public key in DER", rsa.toRSAPublicKey().getEncoded()),
        hmac("HS256 by the public key in PEM", pem(rsa.toRSAPublicKey())),
        hmac("HS256 by the modulus", rsa.getModulus().decode()),
        hmac("HS256 by an empty key", new byte[32]),
        hmac("HS256 by the key set", Files.readAllBytes(keys)));
  }

  /** CVE-2022-21449: Java took a signature of r = s = 0 for anyone's. */
  private static String zeros() {
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

  private static Attack hmac(String name, byte[] key) throws Exception {
    SignedJWT token = new SignedJWT(header("HS256").build(), claims().build());
    token.sign(new MACSigner(key));
    return new Attack(name, token.serialize());
  }

  static Stream<Attack> attacks() throws Exception {
    return Stream.of(claimAttacks(), keyAttacks(), formAttacks()).flatMap(some -> some);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void anAttackIsRefusedAndTheTokenNotQuoted(Attack attack) {
    Authentication authentication = Authentication.by(JwtBearer.of(config().build()));
    assertThatThrownBy(
            () ->
                authentication.authenticate(
                    Optional.of(new Credential.Token(Secret.of(attack.token)))))
        .isInstanceOf(UnauthenticatedException.class)
        .message()
        .startsWith("The token was refused: ")
        .hasSizeLessThan(200);
  }

  @Test
  void thereAreSixtyAttacks() throws Exception {
    Map<String, String> distinct = new LinkedHashMap<>();
    attacks().forEach(attack -> distinct.put(attack.name, attack.token));
    assertThat(distinct).hasSizeGreaterThanOrEqualTo(60);
  }

  @Test
  void aSymmetricKeyInTheSetVerifiesNothing() throws Exception {
    Path set = folder.resolve("symmetric.json");
    Files.writeString(set, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"rsa\"}]}");
    assertThatThrownBy(
            () -> JwtBearer.of(JwtConfig.builder(ISSUER, AUDIENCE, set.toString()).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The file '%s' has no public RSA or elliptic curve key.", set);
  }

  /** Answers every request with the set of the moment, or with a failure. */
  private static HttpServer issuer(AtomicReference<String> set) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        call -> {
          byte[] answer = set.get().getBytes(StandardCharsets.UTF_8);
          call.getResponseHeaders().set("connection", "close"); // stop() may forget one that ends
          call.sendResponseHeaders(answer.length == 0 ? 500 : 200, answer.length);
          call.getResponseBody().write(answer);
          call.close();
        });
    server.start();
    return server;
  }

  @Test
  void keysAtAUrlAreKeptWhileItDoesNotAnswer() throws Exception {
    AtomicReference<String> set = new AtomicReference<>(Files.readString(keys));
    HttpServer server = issuer(set);
    try {
      JwtBearer bearer = JwtBearer.of(config().keysAt(url(server.getAddress().getPort())).build());
      assertThat(ask(bearer, right())).isPresent();
      assertThat(bearer.mayBlock(new Credential.Token(Secret.of(right())))).isTrue();
      set.set("");
      String unknown = signed(header("RS256").keyID("new").build(), claims().build(), stranger);
      assertThatThrownBy(() -> ask(bearer, unknown)).isInstanceOf(FastFlightException.class);
      assertThat(ask(bearer, right())).isPresent();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aNewKeyAtAUrlIsFoundWhenATokenNamesIt() throws Exception {
    AtomicReference<String> set = new AtomicReference<>(Files.readString(keys));
    HttpServer server = issuer(set);
    try {
      JwtBearer bearer = JwtBearer.of(config().keysAt(url(server.getAddress().getPort())).build());
      assertThat(ask(bearer, right())).isPresent();
      RSAKey fresh = new RSAKey.Builder(stranger).keyID("new").build();
      set.set(new JWKSet(List.of(rsa.toPublicJWK(), fresh.toPublicJWK())).toString());
      String token = signed(header("RS256").keyID("new").build(), claims().build(), fresh);
      assertThat(ask(bearer, token)).isPresent();
    } finally {
      server.stop(0);
    }
  }

  private static URI url(int port) {
    return URI.create("http://127.0.0.1:" + port + "/jwks.json");
  }

  @Test
  void aUrlThatIsNotThereRefusesTokensAsUnavailable() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    JwtBearer bearer = JwtBearer.of(config().keysAt(url(port)).build());
    assertThatThrownBy(() -> ask(bearer, right()))
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessage(
            "The keys of the issuer '%s' cannot be reached, so no token can be checked. Try again.",
            ISSUER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a/jwks", "ftp://a/jwks", "jar:file://a"})
  void keysOverAnythingButHttpsOrAFileAreRefused(String location) {
    assertThatThrownBy(() -> JwtConfig.builder(ISSUER, AUDIENCE, location))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The JWTs' keys must be an https URL or a file, was '%s'.", location);
  }

  @Test
  void sharedSecretsAndLongLeewaysAreRefusedInConfiguration() {
    for (String algorithm : List.of("HS256", "none", "RSA1_5", "rs256")) {
      assertThatThrownBy(() -> config().algorithms(List.of("RS256", algorithm)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> config().leeway(Duration.ofSeconds(61)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The JWTs' leeway must be 0..60 seconds, was PT1M1S.");
  }
}
