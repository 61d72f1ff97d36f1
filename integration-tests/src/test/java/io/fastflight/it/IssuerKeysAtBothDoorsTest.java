package io.fastflight.it;

import static io.fastflight.testkit.attack.TestIssuer.AUDIENCE;
import static io.fastflight.testkit.attack.TestIssuer.ISSUER;
import static io.fastflight.testkit.attack.TestIssuer.claims;
import static io.fastflight.testkit.attack.TestIssuer.header;
import static io.fastflight.testkit.attack.TestIssuer.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.SignIn;
import io.fastflight.client.retry.ResiliencePreset;
import io.fastflight.engine.Offer;
import io.fastflight.error.FastFlightException;
import io.fastflight.policy.Policy;
import io.fastflight.security.Authentication;
import io.fastflight.security.scheme.JwtBearer;
import io.fastflight.security.scheme.JwtConfig;
import io.fastflight.service.CallListener;
import io.fastflight.service.Secret;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.attack.TestIssuer;
import io.fastflight.testkit.sample.SampleServices;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An issuer whose keys are at a URL that is not there when the server starts, comes, goes, and
 * comes back with another key: at both doors of a running server.
 */
class IssuerKeysAtBothDoorsTest {
  private InetSocketAddress address;
  private TestIssuer issuer;
  private GuardedDoors doors;

  @BeforeEach
  void startWithoutKeys(BufferAllocator parent, @TempDir Path folder) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = new InetSocketAddress(free.getInetAddress(), free.getLocalPort());
    }
    issuer = TestIssuer.in(folder);
    String keys = "http://127.0.0.1:%s/jwks.json".formatted(address.getPort());
    Authentication authentication =
        Authentication.by(JwtBearer.of(JwtConfig.builder(ISSUER, AUDIENCE, keys).build()));
    doors =
        new GuardedDoors(
            parent,
            authentication,
            new Offer(SampleServices.registry(), Policy.open()),
            CallListener.NONE);
  }

  @AfterEach
  void stop() {
    doors.close();
  }

  private HttpServer publish(RSAKey... keys) throws IOException {
    byte[] set =
        new JWKSet(List.<com.nimbusds.jose.jwk.JWK>of(keys))
            .toPublicJWKSet()
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    HttpServer server = HttpServer.create(address, 0);
    server.createContext(
        "/jwks.json",
        call -> {
          call.getResponseHeaders().set("connection", "close"); // stop() may forget one that ends
          call.sendResponseHeaders(200, set.length);
          call.getResponseBody().write(set);
          call.close();
        });
    server.start();
    return server;
  }

  /** Returns a token that nobody has seen: one that was right is remembered for a while. */
  private static String token(RSAKey key) {
    return signed(
        header("RS256").keyID(key.getKeyID()).build(),
        claims().jwtID(UUID.randomUUID().toString()).build(),
        key);
  }

  /** Returns OK, or the code of the failure. */
  private String askFlight(String token) {
    try (FastFlightClient client =
        FastFlightClient.connect(
            ClientConfig.builder(doors.flightLocation())
                .signIn(SignIn.token(Secret.of(token)))
                .resilience(ResiliencePreset.DISABLED.config())
                .build())) {
      client.fetch(StreamRequest.of("test.rows", Map.of("rows", 3))).close();
      return "OK";
    } catch (FastFlightException refused) {
      return refused.code().name();
    }
  }

  private int askHttp(String token) throws IOException {
    HttpURLConnection call = doors.call("/stream/test.rows?rows=3");
    call.setRequestProperty("Authorization", "Bearer " + token);
    try {
      return call.getResponseCode();
    } finally {
      call.disconnect();
    }
  }

  @Test
  void keysThatComeGoAndChangeAreFollowed() throws IOException {
    RSAKey first = issuer.rsa();
    RSAKey next = new RSAKey.Builder(issuer.stranger()).keyID("next").build();
    assertThat(askFlight(token(first))).as("not there at the start").isEqualTo("UNAVAILABLE");
    assertThat(askHttp(token(first))).isEqualTo(503);

    HttpServer keys = publish(first);
    try {
      Awaitility.await() // it is asked twice in half a minute at most
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(250))
          .until(() -> askHttp(token(first)) == 200);
      assertThat(askFlight(token(first))).isEqualTo("OK");
    } finally {
      keys.stop(0);
    }

    assertThat(askFlight(token(first))).as("gone again").isEqualTo("OK");
    assertThat(askHttp(token(first))).isEqualTo(200);

    keys = publish(next);
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(250))
          .until(() -> askFlight(token(next)).equals("OK"));
      assertThat(askHttp(token(next))).isEqualTo(200);
      // whether the URL may be asked again already or not
      assertThat(askFlight(token(first))).as("the old key").isEqualTo("UNAUTHENTICATED");
      assertThat(askHttp(token(first))).isEqualTo(401);
    } finally {
      keys.stop(0);
    }
  }
}
