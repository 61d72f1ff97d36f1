package io.fastflight.security.scheme;

import static io.fastflight.testkit.attack.TestIssuer.AUDIENCE;
import static io.fastflight.testkit.attack.TestIssuer.ISSUER;
import static io.fastflight.testkit.attack.TestIssuer.claims;
import static io.fastflight.testkit.attack.TestIssuer.header;
import static io.fastflight.testkit.attack.TestIssuer.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.Authentication;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import io.fastflight.testkit.attack.JwtAttacks;
import io.fastflight.testkit.attack.TestIssuer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are right, and many that somebody made to look so. */
@SuppressWarnings("JavaUtilDate") // what Nimbus takes for a time
class JwtBearerTest {
  @TempDir static Path folder;
  private static TestIssuer issuer;

  @BeforeAll
  static void makeKeys() {
    issuer = TestIssuer.in(folder);
  }

  private static JwtConfig.Builder config() {
    return JwtConfig.builder(ISSUER, AUDIENCE, issuer.keys().toString())
        .leeway(Duration.ofSeconds(5));
  }

  static List<JwtAttacks.Attack> attacks() {
    return new JwtAttacks(issuer).all();
  }

  private static Identity known(String token) {
    return ask(JwtBearer.of(config().build()), token).orElseThrow();
  }

  private static Optional<Identity> ask(JwtBearer bearer, String token) {
    return bearer.authenticate(new Credential.Token(Secret.of(token)));
  }

  @Test
  void aRightTokenNamesItsCallerWithRolesAndClaims() {
    Identity caller = known(issuer.right());
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
    token.sign(new ECDSASigner(issuer.curve()));
    assertThat(known(token.serialize()).roles()).containsExactlyInAnyOrder("reader", "writer");
  }

  @Test
  void otherCredentialsAreForOthersToKnow() {
    JwtBearer bearer = JwtBearer.of(config().build());
    assertThat(ask(bearer, "ffk_abcdefgh_x")).isEmpty();
    assertThat(bearer.authenticate(new Credential.Password("a", Secret.of("b")))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void anAttackIsRefusedAndTheTokenNotQuoted(JwtAttacks.Attack attack) {
    Authentication authentication = Authentication.by(JwtBearer.of(config().build()));
    assertThatThrownBy(
            () ->
                authentication.authenticate(
                    Optional.of(new Credential.Token(Secret.of(attack.token())))))
        .isInstanceOf(UnauthenticatedException.class)
        .message()
        .startsWith("The token was refused: ")
        .hasSizeLessThan(200);
  }

  @ParameterizedTest
  @CsvSource({
    "3600, The token was refused: it is not valid yet; check the clocks of both ends.",
    "-3600, The token was refused: it has expired; check the clocks of both ends if it is new."
  })
  void aClockThatIsAnHourOffIsToldAsThat(long seconds, String message) {
    Instant issuersNow = Instant.now().plusSeconds(seconds);
    JWTClaimsSet claims =
        claims()
            .notBeforeTime(Date.from(issuersNow))
            .expirationTime(Date.from(issuersNow.plusSeconds(600)))
            .build();
    String token = signed(header("RS256").build(), claims, issuer.rsa());
    assertThatThrownBy(() -> known(token))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessage(message);
  }

  @Test
  void thereAreSixtyAttacks() {
    Map<String, String> distinct = new LinkedHashMap<>();
    attacks().forEach(attack -> distinct.put(attack.name(), attack.token()));
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
  private static HttpServer answering(AtomicReference<String> set) throws Exception {
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
    AtomicReference<String> set = new AtomicReference<>(Files.readString(issuer.keys()));
    HttpServer server = answering(set);
    try {
      JwtBearer bearer = JwtBearer.of(config().keysAt(url(server.getAddress().getPort())).build());
      assertThat(ask(bearer, issuer.right())).isPresent();
      assertThat(bearer.mayBlock(new Credential.Token(Secret.of(issuer.right() + "x")))).isTrue();
      set.set("");
      String unknown =
          signed(header("RS256").keyID("new").build(), claims().build(), issuer.stranger());
      assertThatThrownBy(() -> ask(bearer, unknown)).isInstanceOf(UnauthenticatedException.class);
      assertThat(ask(bearer, issuer.right())).isPresent();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aNewKeyAtAUrlIsFoundWhenATokenNamesIt() throws Exception {
    AtomicReference<String> set = new AtomicReference<>(Files.readString(issuer.keys()));
    HttpServer server = answering(set);
    try {
      JwtBearer bearer = JwtBearer.of(config().keysAt(url(server.getAddress().getPort())).build());
      assertThat(ask(bearer, issuer.right())).isPresent();
      RSAKey fresh = new RSAKey.Builder(issuer.stranger()).keyID("new").build();
      set.set(new JWKSet(List.of(issuer.rsa().toPublicJWK(), fresh.toPublicJWK())).toString());
      String token = signed(header("RS256").keyID("new").build(), claims().build(), fresh);
      assertThat(ask(bearer, token)).isPresent();
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKeyThatTheIssuerLacksIsRefusedHoweverOftenItIsNamed(boolean answers) throws Exception {
    AtomicReference<String> set = new AtomicReference<>(Files.readString(issuer.keys()));
    HttpServer server = answering(set);
    try {
      JwtBearer bearer = JwtBearer.of(config().keysAt(url(server.getAddress().getPort())).build());
      set.set(answers ? set.get() : "");
      String unknown =
          signed(header("RS256").keyID("new").build(), claims().build(), issuer.stranger());
      for (int call = 0; call < 5; call++) { // the URL is asked again for the first only
        assertThatThrownBy(() -> ask(bearer, unknown)).isInstanceOf(UnauthenticatedException.class);
      }
      assertThat(ask(bearer, issuer.right())).isPresent();
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
    for (int call = 0; call < 5; call++) { // the URL is asked again for the first only
      assertThatThrownBy(() -> ask(bearer, issuer.right()))
          .isInstanceOf(ServerUnavailableException.class)
          .hasMessage(
              "The keys of the issuer '%s' cannot be reached, so no token can be checked. Try again.",
              ISSUER);
    }
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
