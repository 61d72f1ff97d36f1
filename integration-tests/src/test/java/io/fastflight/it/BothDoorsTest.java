package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.params.JsonText;
import io.fastflight.service.Compression;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same request through Flight and through HTTP: the same rows, or the same refusal; and the
 * server serves on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BothDoorsTest {
  private static final int OK = 200;

  private final SlowService slow = new SlowService();
  private BufferAllocator memory;
  private DemoServer server;
  private FastFlightClient client;

  @BeforeAll
  void start(BufferAllocator allocator) throws Exception {
    memory = allocator;
    server = new DemoServer(allocator, slow, Optional.empty());
    client = FastFlightClient.connect(server.flightLocation());
  }

  @AfterAll
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @AfterEach
  void theServerServesOnAndHoldsNothing() throws Exception {
    try (Table table =
        client.fetch(StreamRequest.of("demo.echo", Map.of("message", "still here")))) {
      assertThat(table.value("message", 0)).hasToString("still here");
    }
    assertThat(post("{\"param_type\": \"demo.echo\"}").status).isEqualTo(OK);
    Awaitility.await()
        .atMost(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(server.allocated()).isZero());
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("nonsense", ErrorCode.INVALID_ARGUMENT, "The request is not valid JSON"),
        Arguments.of("", ErrorCode.INVALID_ARGUMENT, "The request must be a JSON object"),
        Arguments.of("{\"rows\": 1}", ErrorCode.INVALID_ARGUMENT, "has no 'param_type'"),
        Arguments.of("{\"param_type\": \"demo.ehco\"}", ErrorCode.NOT_FOUND, "demo.echo"),
        Arguments.of(
            "{\"param_type\": \"java.lang.Runtime\"}", ErrorCode.NOT_FOUND, "No data service"),
        Arguments.of(
            "{\"param_type\": \"demo.echo\", \"mesage\": \"x\"}",
            ErrorCode.INVALID_ARGUMENT,
            "field \"mesage\" is unknown (closest: message)"),
        Arguments.of(
            "{\"param_type\": \"demo.generate\", \"rows\": \"ten\"}",
            ErrorCode.INVALID_ARGUMENT,
            "rows must be an integer"),
        Arguments.of(
            "{\"param_type\": \"demo.generate\", \"rows\": -1, \"columns\": 0, \"kind\": \"int64\"}",
            ErrorCode.INVALID_ARGUMENT,
            "rows must be"),
        Arguments.of("[".repeat(300 * 1024), ErrorCode.INVALID_ARGUMENT, "(256 KiB)"),
        Arguments.of("[".repeat(100), ErrorCode.INVALID_ARGUMENT, "32 levels of nesting"),
        Arguments.of("{\"param_type\": \"test.fail_open\"}", ErrorCode.SOURCE_FAILED, "as asked"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aWrongRequestGetsTheSameAnswer(String body, ErrorCode code, String text) throws Exception {
    FastFlightException flight =
        catchThrowableOfType(
            FastFlightException.class,
            () -> client.fetch(StreamRequest.of(body.getBytes(StandardCharsets.UTF_8))).close());
    assertThat(flight.code()).isEqualTo(code);
    assertThat(flight.getMessage()).contains(text);

    Answer http = post(body);
    assertThat(http.status).isGreaterThanOrEqualTo(400);
    Map<?, ?> error = (Map<?, ?>) JsonText.readObject(http.body).get("error");
    assertThat(error.get("code")).isEqualTo(code.name());
    if (body.length() <= 256 * 1024) { // a larger one is refused by HTTP before all of it is read
      assertThat(error.get("message")).isEqualTo(flight.getMessage());
    }
    assertThat(error.get("message")).asString().contains(text);
    assertThat(error.get("retryable")).isEqualTo(flight.retryable());
  }

  @Test
  void everyFaultOfARequestIsToldAtOnce() {
    FastFlightException refusal =
        catchThrowableOfType(
            FastFlightException.class,
            () ->
                client
                    .fetch(
                        StreamRequest.of(
                            "demo.generate", Map.of("rows", -1, "columns", 0, "delay_ms", "soon")))
                    .close());
    assertThat(refusal.getMessage())
        .contains("rows must be")
        .contains("columns must be")
        .contains("delay_ms must be");
  }

  @Test
  void aFailureAtTheFourthBatchIsAnErrorOnBothDoors() throws Exception {
    String body = "{\"param_type\": \"test.fail_at_batch\", \"batch\": 3, \"failure\": \"SECRET\"}";
    FastFlightException flight =
        catchThrowableOfType(
            FastFlightException.class,
            () -> client.fetch(StreamRequest.of(body.getBytes(StandardCharsets.UTF_8))).close());
    assertThat(flight.code()).isEqualTo(ErrorCode.SOURCE_FAILED);
    assertThat(flight.rowsDelivered()).hasValue(30);
    assertThat(flight.getMessage()).doesNotContain(SampleServices.SECRET);
    assertThat(cutOrRefused(body)).as("the body can be taken for whole").isTrue();
  }

  @Test
  void aBatchOfAnotherSchemaIsAnErrorOnBothDoors() throws Exception {
    String body = "{\"param_type\": \"test.wrong_schema\"}";
    FastFlightException flight =
        catchThrowableOfType(
            FastFlightException.class,
            () -> client.fetch(StreamRequest.of(body.getBytes(StandardCharsets.UTF_8))).close());
    assertThat(flight).hasMessageContaining("returned a batch of another schema after 10 rows");
    assertThat(cutOrRefused(body)).as("the body can be taken for whole").isTrue();
  }

  @Test
  void bothDoorsGiveTheSameRows() throws Exception {
    String body =
        "{\"param_type\": \"demo.generate\", \"kind\": \"mixed\", \"rows\": 3000, \"batch_rows\": 700}";
    try (Table flight = client.fetch(StreamRequest.of(body.getBytes(StandardCharsets.UTF_8)));
        Table http = Table.fromIpc(new ByteArrayInputStream(post(body).body), memory)) {
      assertThat(http.rowCount()).isEqualTo(flight.rowCount()).isEqualTo(3000);
      assertThat(http.schema().toJson()).isEqualTo(flight.schema().toJson());
      for (var field : flight.schema().getFields()) {
        for (long row = 0; row < 3000; row++) {
          assertThat(http.value(field.getName(), row))
              .isEqualTo(flight.value(field.getName(), row));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void compressedRowsAreTheSame(Compression compression) {
    StreamRequest request =
        StreamRequest.of("demo.generate", Map.of("kind", "utf8", "rows", 20_000, "columns", 2));
    try (Table plain = client.fetch(request);
        Table table = client.fetch(request.withCompression(compression))) {
      assertThat(table.rowCount()).isEqualTo(20_000);
      for (long row = 0; row < 20_000; row++) {
        assertThat(table.value("c1", row)).isEqualTo(plain.value("c1", row));
      }
    }
  }

  @Test
  void aMissingDataFileIsNamedOnBothDoors(@TempDir Path empty) throws Exception {
    Files.createDirectories(empty);
    try (DemoServer bare = new DemoServer(memory, new SlowService(), Optional.of(empty));
        FastFlightClient reader = FastFlightClient.connect(bare.flightLocation())) {
      FastFlightException failure =
          catchThrowableOfType(
              FastFlightException.class,
              () -> reader.fetch(StreamRequest.of("demo.flights", Map.of())).close());
      assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_FAILED);
      assertThat(failure.getMessage()).contains("flights.parquet").doesNotContain(empty.toString());
      Answer http = post(bare.httpBase(), "{\"param_type\": \"demo.flights\"}");
      assertThat(new String(http.body, StandardCharsets.UTF_8)).contains("flights.parquet");
      assertThat(http.status).isEqualTo(502);
    }
  }

  private boolean cutOrRefused(String body) {
    try {
      byte[] arrived = post(body).body;
      Table.fromIpc(new ByteArrayInputStream(arrived), memory).close();
      return false;
    } catch (IOException cut) {
      return true;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(int status, byte[] body) {}

  private Answer post(String body) throws IOException {
    return post(server.httpBase(), body);
  }

  private static Answer post(String base, String body) throws IOException {
    HttpURLConnection call =
        (HttpURLConnection) URI.create(base + "/stream").toURL().openConnection();
    call.setRequestMethod("POST");
    call.setDoOutput(true);
    call.setRequestProperty("Connection", "close"); // no socket is kept for later
    call.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    int status = call.getResponseCode();
    try (InputStream in = status == OK ? call.getInputStream() : call.getErrorStream()) {
      return new Answer(status, in.readAllBytes());
    } finally {
      call.disconnect();
    }
  }
}
