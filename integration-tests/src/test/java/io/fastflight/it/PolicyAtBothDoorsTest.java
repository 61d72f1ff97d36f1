package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.SignIn;
import io.fastflight.engine.Offer;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.security.Authentication;
import io.fastflight.security.CallerCredentials;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.ApiKeys;
import io.fastflight.service.CallListener;
import io.fastflight.service.Secret;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleServices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
  private Map<String, Secret> keys;
  private GuardedDoors doors;

  @BeforeEach
  void start(BufferAllocator parent, @TempDir Path folder) {
    allocator = parent;
    ApiKeyFile file = new ApiKeyFile(folder.resolve("keys"));
    keys =
        Map.of(
            "ada", file.create("ada", Set.of("admin"), Optional.empty()),
            "kim", file.create("kim", Set.of("reader"), Optional.empty()));
    Policy policy =
        Policy.builder()
            .roles("admin", "reader")
            .rule(Rule.of("admins").roles("admin").services("*").build())
            .rule(Rule.of("readers").roles("reader").services("test.rows").filter("id < 4").build())
            .build();
    doors =
        new GuardedDoors(
            parent,
            Authentication.by(ApiKeys.of(folder.resolve("keys"))),
            new Offer(SampleServices.registry(), policy),
            CallListener.NONE);
  }

  @AfterEach
  void stop() {
    doors.close();
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
        ClientConfig.builder(doors.flightLocation()).signIn(SignIn.token(key(caller))).build();
    StreamRequest request = StreamRequest.of("test.rows", Map.of("rows", 10, "batch_rows", 3));
    try (FastFlightClient client = FastFlightClient.connect(config);
        Table table = client.fetch(request)) {
      return ids(table);
    }
  }

  private byte[] overHttp(String caller, String mediaType) throws IOException {
    HttpURLConnection call = doors.call("/stream/test.rows?rows=10&batch_rows=3");
    call.setRequestProperty(CallerCredentials.API_KEY, key(caller).reveal());
    call.setRequestProperty("Accept", mediaType);
    try (var body = call.getInputStream()) {
      return body.readAllBytes();
    } finally {
      call.disconnect();
    }
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
    HttpURLConnection call = doors.call("/health/ready");
    assertThat(call.getResponseCode()).isEqualTo(200);
    call.disconnect();
  }
}
