package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.FetchOptions;
import io.fastflight.client.SignIn;
import io.fastflight.engine.Offer;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.params.JsonText;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.security.Authentication;
import io.fastflight.security.CallerCredentials;
import io.fastflight.security.audit.AuditLog;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.ApiKeys;
import io.fastflight.service.CallId;
import io.fastflight.service.CallListener;
import io.fastflight.service.Secret;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleServices;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call at the Flight door and the HTTP door has one line, under the id its caller learns. */
class AuditAtBothDoorsTest {
  private static final String BAD_KEY = "ffk_0123456789abcdef0123456789abcdef0123456789a";

  @TempDir Path folder;
  private Secret key;
  private AuditLog audit;
  private GuardedDoors doors;

  /** What a door told its caller. */
  private record Told(Optional<ErrorCode> code, String id) {}

  @BeforeEach
  void start(BufferAllocator parent) {
    Path keys = folder.resolve("keys");
    key = new ApiKeyFile(keys).create("ada", Set.of("reader"), Optional.empty());
    Policy policy =
        Policy.builder()
            .roles("reader")
            .rule(Rule.of("readers").roles("reader").services("test.r*").build())
            .build();
    audit = AuditLog.builder(folder.resolve("audit.log")).open();
    Offer offer = new Offer(SampleServices.registry(), policy);
    doors = new GuardedDoors(parent, Authentication.by(ApiKeys.of(keys)), offer, audit);
  }

  @AfterEach
  void stop() {
    doors.close();
    audit.close();
  }

  /** Stops the doors, so that every line is there. */
  private List<Map<String, Object>> lines() throws IOException {
    doors.close();
    audit.close();
    String text = Files.readString(folder.resolve("audit.log"));
    assertThat(text).doesNotContain(key.reveal()).doesNotContain(BAD_KEY);
    return text.lines().map(JsonText::readObject).toList();
  }

  private Map<String, Object> onlyLine() throws IOException {
    List<Map<String, Object>> lines = lines();
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  private FastFlightClient client(String credential) {
    return FastFlightClient.connect(
        ClientConfig.builder(doors.flightLocation())
            .signIn(SignIn.token(Secret.of(credential)))
            .build());
  }

  private Told overFlight(String credential, Optional<String> id, String service, int rows) {
    FetchOptions.Builder options = FetchOptions.builder();
    id.ifPresent(options::callId);
    try (FastFlightClient client = client(credential)) {
      StreamRequest request = StreamRequest.of(service, Map.of("rows", rows));
      try (Table table = client.with(options.build()).fetch(request)) {
        assertThat(table.rowCount()).isEqualTo(rows);
        return new Told(Optional.empty(), id.orElse(""));
      }
    } catch (FastFlightException failure) {
      return new Told(Optional.of(failure.code()), failure.callId().orElseThrow());
    }
  }

  private Told overHttp(String credential, Optional<String> id, String service, int rows)
      throws IOException {
    return told(doors.call("/stream/%s?rows=%s".formatted(service, rows)), credential, id);
  }

  private static Told told(HttpURLConnection call, String credential, Optional<String> id)
      throws IOException {
    call.setRequestProperty("Accept", "application/vnd.apache.arrow.stream");
    call.setRequestProperty(CallerCredentials.API_KEY, credential);
    id.ifPresent(own -> call.setRequestProperty(CallId.HEADER, own));
    try (var body = call.getResponseCode() == 200 ? call.getInputStream() : call.getErrorStream()) {
      byte[] bytes = body.readAllBytes();
      String header = call.getHeaderField(CallId.HEADER);
      if (call.getResponseCode() == 200) {
        return new Told(Optional.empty(), header);
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      Map<?, ?> error =
          (Map<?, ?>) Optional.ofNullable(JsonText.readObject(text).get("error")).orElseThrow();
      assertThat(error.get("callId")).isEqualTo(header);
      return new Told(Optional.of(ErrorCode.valueOf(String.valueOf(error.get("code")))), header);
    } finally {
      call.disconnect();
    }
  }

  private Told call(String door, String credential, Optional<String> id, String service, int rows)
      throws IOException {
    return door.equals("flight")
        ? overFlight(credential, id, service, rows)
        : overHttp(credential, id, service, rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flight", "http"})
  void aCallThatIsRefusedForItsCredentialHasALine(String door) throws IOException {
    Told told = call(door, BAD_KEY, Optional.empty(), "test.rows", 3);
    assertThat(told.code()).hasValue(ErrorCode.UNAUTHENTICATED);
    assertThat(onlyLine())
        .containsEntry("call", told.id())
        .containsEntry("identity", null)
        .containsEntry("door", door)
        .containsEntry("method", door.equals("flight") ? "DoGet" : "GET /stream/{name}")
        .containsEntry("service", null)
        .containsEntry("params", null)
        .containsEntry("rows", 0)
        .containsEntry("outcome", "UNAUTHENTICATED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"flight", "http"})
  void aCallForWhatItsCallerMayNotUseSaysWhatTheyAskedFor(String door) throws IOException {
    Told told = call(door, key.reveal(), Optional.of("my:call-1"), "test.slow", 3);
    assertThat(told).isEqualTo(new Told(Optional.of(ErrorCode.NOT_FOUND), "my:call-1"));
    assertThat(onlyLine())
        .containsEntry("call", "my:call-1")
        .containsEntry("identity", "ada")
        .containsEntry("service", null)
        .containsEntry("asked", "test.slow")
        .containsEntry("outcome", "NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource({"test.rows,200,test.rows,", "test.slow,404,,test.slow"})
  void aCallForADescriptionOverHttpSaysOfWhat(String name, int status, String service, String asked)
      throws IOException {
    HttpURLConnection call = doors.call("/services/" + name);
    call.setRequestProperty(CallerCredentials.API_KEY, key.reveal());
    assertThat(call.getResponseCode()).isEqualTo(status);
    call.disconnect();
    assertThat(onlyLine())
        .containsEntry("method", "GET /services/{name}")
        .containsEntry("service", service)
        .containsEntry("asked", asked);
  }

  @Test
  void theSameRequestIsTheSameLineAtBothDoors() throws IOException {
    overFlight(key.reveal(), Optional.of("a"), "test.rows", 1_234);
    overHttp(key.reveal(), Optional.of("b"), "test.rows", 1_234);
    overHttp(key.reveal(), Optional.of("c"), "test.rows", 1_235);
    List<Map<String, Object>> lines = lines();
    assertThat(lines).extracting(line -> line.get("call")).containsExactly("a", "b", "c");
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsEntry("identity", "ada")
                    .containsEntry("service", "test.rows")
                    .containsEntry("outcome", "OK")
                    .doesNotContainKey("parameters"));
    assertThat(lines).extracting(line -> line.get("rows")).containsExactly(1_234, 1_234, 1_235);
    assertThat(lines.get(0).get("bytes")).isEqualTo(lines.get(1).get("bytes"));
    assertThat(lines.get(0).get("params"))
        .isNotNull()
        .isEqualTo(lines.get(1).get("params"))
        .isNotEqualTo(lines.get(2).get("params"));
    assertThat(String.valueOf(lines.get(0).get("address"))).startsWith("127.0.0.1:");
  }

  @Test
  void anIdThatIsNoneIsRefusedUnderOneOfTheServers() throws IOException {
    Told told = overHttp(key.reveal(), Optional.of("no id"), "test.rows", 3);
    assertThat(told.code()).hasValue(ErrorCode.INVALID_ARGUMENT);
    assertThat(onlyLine())
        .containsEntry("call", told.id())
        .containsEntry("identity", null)
        .containsEntry("outcome", "INVALID_ARGUMENT");
    assertThat(told.id()).matches("[0-9a-f]{32}");
  }

  @Test
  void smallCallsHaveLinesToo() throws IOException {
    try (FastFlightClient client = client(key.reveal())) {
      client.services();
      client.describe("test.rows");
      client.schema(StreamRequest.of("test.rows", Map.of("rows", 3)));
    }
    List<Map<String, Object>> lines = lines();
    assertThat(lines)
        .extracting(line -> line.get("method") + " " + line.get("service"))
        .containsExactly("DoAction null", "DoAction test.rows", "GetSchema test.rows");
    assertThat(lines).allSatisfy(line -> assertThat(line).containsEntry("outcome", "OK"));
  }

  @Test
  void aReaderThatLeavesIsNoFailureOfTheSource() throws IOException {
    try (FastFlightClient client = client(key.reveal())) {
      StreamRequest endless =
          StreamRequest.of("test.rows", Map.of("rows", 100_000_000, "batch_rows", 1_000));
      try (BatchReader reader = client.open(endless)) {
        assertThat(reader.next()).isTrue();
      }
    }
    Map<String, Object> line = onlyLine();
    assertThat(line).containsEntry("outcome", "CANCELLED").containsEntry("service", "test.rows");
    assertThat((int) line.get("rows")).isBetween(1_000, 99_999_999);
  }

  @Test
  void aBridgeCarriesTheIdOn() throws IOException {
    Told told;
    try (FastFlightClient client = client(key.reveal());
        FastFlightHttpServer bridge =
            FastFlightHttpServer.builder(client).port(0).calls(CallListener.NONE).start()) {
      HttpURLConnection call = GuardedDoors.call(bridge, "/stream/test.rows?rows=5");
      told = told(call, "nobody looks", Optional.of("through-both"));
    }
    assertThat(told).isEqualTo(new Told(Optional.empty(), "through-both"));
    assertThat(lines())
        .filteredOn(line -> "DoGet".equals(line.get("method")))
        .extracting(line -> line.get("call"))
        .containsExactly("through-both");
  }

  @Test
  void whatIsForEveryoneIsNoCall() throws IOException {
    HttpURLConnection call = doors.call("/health/live");
    assertThat(call.getResponseCode()).isEqualTo(200);
    call.getInputStream().close();
    call.disconnect();
    assertThat(lines()).isEmpty();
  }

  @Test
  void aSmallCallThatIsRefusedNamesItsCallToo() {
    FastFlightException failure =
        catchThrowableOfType(
            FastFlightException.class,
            () -> {
              try (FastFlightClient client = client(BAD_KEY)) {
                client.services();
              }
            });
    assertThat(failure.callId()).isPresent();
  }
}
