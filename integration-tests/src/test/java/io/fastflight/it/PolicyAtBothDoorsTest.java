package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.SignIn;
import io.fastflight.engine.Engine;
import io.fastflight.engine.MemoryLimits;
import io.fastflight.engine.Offer;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.security.Authentication;
import io.fastflight.security.CallerCredentials;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.ApiKeys;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.CallListener;
import io.fastflight.service.Secret;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleServices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy shows to two callers, at the Flight door and as Arrow and CSV at the HTTP door. */
class PolicyAtBothDoorsTest {
  private BufferAllocator allocator;
  private BufferAllocator memory;
  private Map<String, Secret> keys;
  private FastFlightServer flight;
  private FastFlightHttpServer http;

  @BeforeEach
  void start(BufferAllocator parent, @TempDir Path folder) {
    allocator = parent;
    memory = parent.newChildAllocator("policy at both doors", 0, Long.MAX_VALUE);
    ApiKeyFile file = new ApiKeyFile(folder.resolve("keys"));
    keys =
        Map.of(
            "ada", file.create("ada", Set.of("admin"), Optional.empty()),
            "kim", file.create("kim", Set.of("reader"), Optional.empty()));
    Authentication authentication = Authentication.by(ApiKeys.of(folder.resolve("keys")));
    Policy policy =
        Policy.builder()
            .roles("admin", "reader")
            .rule(Rule.of("admins").roles("admin").services("*").build())
            .rule(Rule.of("readers").roles("reader").services("test.rows").filter("id < 4").build())
            .build();
    Engine engine =
        new Engine(
            new Offer(SampleServices.registry(), policy),
            memory,
            MemoryLimits.defaults(),
            CallListener.NONE);
    flight =
        FastFlightServer.builder(engine)
            .port(0)
            .authentication(authentication)
            .closeGrace(Duration.ofMillis(500))
            .start();
    http =
        FastFlightHttpServer.builder(engine)
            .port(0)
            .authentication(authentication)
            .closeGrace(Duration.ofMillis(500))
            .start();
  }

  @AfterEach
  void stop() {
    http.close();
    flight.close();
    memory.close();
  }

  private Secret key(String caller) {
    return Optional.ofNullable(keys.get(caller)).orElseThrow();
  }

  private static List<Long> ids(Table table) {
    return LongStream.range(0, table.rowCount())
        .mapToObj(row -> (Long) table.value("id", row))
        .toList();
  }

  private List<Long> overFlight(String caller) {
    ClientConfig config =
        ClientConfig.builder(flight.location()).signIn(SignIn.token(key(caller))).build();
    StreamRequest request = StreamRequest.of("test.rows", Map.of("rows", 10, "batch_rows", 3));
    try (FastFlightClient client = FastFlightClient.connect(config);
        Table table = client.fetch(request)) {
      return ids(table);
    }
  }

  private byte[] overHttp(String caller, String mediaType) throws IOException {
    HttpURLConnection call = call("/stream/test.rows?rows=10&batch_rows=3");
    call.setRequestProperty(CallerCredentials.API_KEY, key(caller).reveal());
    call.setRequestProperty("Accept", mediaType);
    try (var body = call.getInputStream()) {
      return body.readAllBytes();
    } finally {
      call.disconnect();
    }
  }

  private HttpURLConnection call(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + http.port() + http.prefix() + path);
    HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
    call.setRequestProperty("Connection", "close"); // else the JDK keeps the socket for a while
    return call;
  }

  @ParameterizedTest
  @CsvSource({"ada, 10", "kim, 4"})
  void eachCallerSeesTheSameRowsAtEveryDoor(String caller, int rows) throws IOException {
    List<Long> seen = LongStream.range(0, rows).boxed().toList();
    assertThat(overFlight(caller)).isEqualTo(seen);
    byte[] arrow = overHttp(caller, "application/vnd.apache.arrow.stream");
    try (Table table = Table.fromIpc(new ByteArrayInputStream(arrow), allocator)) {
      assertThat(ids(table)).isEqualTo(seen);
    }
    String csv = new String(overHttp(caller, "text/csv"), StandardCharsets.UTF_8);
    assertThat(csv.lines().skip(1).map(Long::valueOf).toList()).isEqualTo(seen);
  }

  @Test
  void theServerIsReadyForThoseWhoMayUseNothing() throws IOException {
    HttpURLConnection call = call("/health/ready");
    assertThat(call.getResponseCode()).isEqualTo(200);
    call.disconnect();
  }
}
