package io.fastflight.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.params.JsonText;
import io.fastflight.service.StreamRequest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route in the server of an application, and what wrong calls are told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesTest {
  private static final int ROWS = 25;

  @TempDir static Path folder;
  private BufferAllocator memory;
  private TestApp app;
  private FastFlightClient flight;

  @BeforeAll
  void start(BufferAllocator allocator) {
    memory = allocator;
    app =
        new TestApp(
            allocator,
            "fastflight.flight.enabled=true",
            "fastflight.flight.port=0",
            "fastflight.http.hosts=data.example.org",
            "fastflight.http.origins=https://app.example.org",
            "server.servlet.context-path=/app");
    flight = FastFlightClient.connect(flightLocation());
  }

  private String flightLocation() {
    return app.context.getBean(FlightDoor.class).location();
  }

  @AfterAll
  void stop() {
    flight.close();
    app.close();
  }

  private String text(String path) throws Exception {
    HttpResponse<byte[]> answer = app.get("/app/fastflight" + path);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new String(answer.body(), UTF_8);
  }

  private List<Long> flightRows() {
    try (Table table =
        flight.fetch(StreamRequest.of("test.rows", Map.of("rows", ROWS, "batch_rows", 10)))) {
      return LongStream.range(0, table.rowCount())
          .mapToObj(row -> (Long) table.value("id", row))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"arrow", "arrow-file", "csv", "ndjson", "json", "json-columns", "parquet"})
  void everyFormatHasTheRowsOfFlight(String format) throws Exception {
    byte[] body =
        app.get("/app/fastflight/stream/test.rows?rows=25&batch_rows=10&format=" + format).body();
    assertThat(ids(format, body)).hasSize(ROWS).isEqualTo(flightRows());
  }

  private List<Long> ids(String format, byte[] body) throws Exception {
    String text = new String(body, UTF_8);
    return switch (format) {
      case "arrow" -> arrowIds(body);
      case "arrow-file" -> fileIds(body);
      case "parquet" -> parquetIds(body);
      case "csv" -> text.lines().skip(1).map(Long::valueOf).toList();
      case "ndjson" ->
          text.lines()
              .map(line -> Long.valueOf((String) JsonText.readObject(line).get("id")))
              .toList();
      default -> // 64-bit integers are strings in JSON, and nothing else here is
          Pattern.compile("\"(\\d+)\"")
              .matcher(text)
              .results()
              .map(found -> Long.valueOf(found.group(1)))
              .toList();
    };
  }

  private List<Long> arrowIds(byte[] body) throws Exception {
    try (Table table = Table.fromIpc(new ByteArrayInputStream(body), memory)) {
      return LongStream.range(0, table.rowCount())
          .mapToObj(row -> (Long) table.value("id", row))
          .toList();
    }
  }

  private List<Long> fileIds(byte[] body) throws Exception {
    List<Long> ids = new ArrayList<>();
    try (ArrowFileReader reader =
        new ArrowFileReader(new ByteArrayReadableSeekableByteChannel(body), memory)) {
      while (reader.loadNextBatch()) {
        VectorSchemaRoot batch = reader.getVectorSchemaRoot();
        for (int row = 0; row < batch.getRowCount(); row++) {
          ids.add((Long) batch.getVector("id").getObject(row));
        }
      }
    }
    return ids;
  }

  private List<Long> parquetIds(byte[] body) throws Exception {
    Path file = Files.write(folder.resolve("ids.parquet"), body);
    List<Long> ids = new ArrayList<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement select = duckdb.createStatement();
        ResultSet rows = select.executeQuery("SELECT id FROM '" + file + "'")) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    }
    return ids;
  }

  @Test
  void postTakesTheRequestOfTheFirstFastFlight() throws Exception {
    HttpResponse<byte[]> answer =
        app.send(
            app.request("/app/fastflight/stream")
                .POST(
                    BodyPublishers.ofString(
                        "{\"type\": \"tests.params.RowsParams\", \"rows\": 25, \"batch_rows\": 10}"))
                .build());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(arrowIds(answer.body())).isEqualTo(flightRows());
  }

  @Test
  void catalogueNamesThePathsAsCallersSeeThem() throws Exception {
    assertThat(text("/registered_data_types")).contains("\"params_type\":\"test.rows\"");
    assertThat(text("/services")).contains("\"name\":\"test.rows\"");
    assertThat(text("/services/test.rows"))
        .contains("\"formats\":")
        .contains("\"flight\":{\"location\":\"%s\"}".formatted(flightLocation()));
    assertThat(text("/openapi.json")).contains("\"/app/fastflight/stream/test.rows\"");
    assertThat(text("/docs")).contains("data-document=\"/app/fastflight/openapi.json\"");
    assertThat(text("/docs/swagger-ui-bundle.js")).hasSizeGreaterThan(1_000_000);
    assertThat(text("/health/live")).isEqualTo("{\"status\":\"live\"}");
    assertThat(text("/health/ready")).isEqualTo("{\"status\":\"ready\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "/stream/test.rows?rowz=1, 400, rowz",
    "/stream/test.rows?rows=x, 400, 'rows must be'",
    "/stream/test.rows?rows=%zz, 400, 'The query cannot be read'",
    "/stream/test.nothing, 404, test.nothing",
    "/stream/test.rows?format=word, 400, word",
    "/stream/test.rows?format=csv&format=json, 400, format",
    "/stream/test.fail_open, 502, 'as asked'",
    "/stream/test.fail_at_batch?format=parquet&batch=2, 502, 'fails at batch 2, as asked'",
    "/stream, 405, 'does not offer GET. Use POST.'",
    "/nothing, 404, 'There is nothing at'"
  })
  void wrongCallIsToldSoInJson(String path, int status, String told) throws Exception {
    try (var raw = app.raw()) {
      raw.send("GET /app/fastflight%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path));
      assertThat(raw.head().get(0)).isEqualTo("HTTP/1.1 " + status);
      assertThat(raw.content()).contains(told).contains("\"error\":").contains("\"retryable\":");
    }
  }

  @Test
  void acceptThatNothingMatchesIsRefusedWithTheList() throws Exception {
    HttpResponse<byte[]> answer =
        app.get("/app/fastflight/stream/test.rows", "accept", "image/png");
    assertThat(answer.statusCode()).isEqualTo(406);
    assertThat(new String(answer.body(), UTF_8)).contains("text/csv");
  }

  @Test
  void everyAnswerIsGuarded() throws Exception {
    HttpResponse<byte[]> plain = app.get("/app/fastflight/services");
    assertThat(plain.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(plain.headers().firstValue("content-security-policy")).isPresent();
    assertThat(plain.headers().firstValue("access-control-allow-origin")).isEmpty();
    assertThat(originAllowed("https://app.example.org")).hasValue("https://app.example.org");
    assertThat(originAllowed("https://evil.example.org")).isEmpty();
  }

  private Optional<String> originAllowed(String origin) throws Exception {
    return app.get("/app/fastflight/services", "origin", origin)
        .headers()
        .firstValue("access-control-allow-origin");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "data.example.org, 200",
    "rebound.example.net, 421",
    "rebound.example.net:1, 421"
  })
  void callUnderAForeignNameIsRefused(String host, int status) throws Exception {
    try (var raw = app.raw()) {
      raw.send(
          "GET /app/fastflight/services HTTP/1.1\r\nHost: %s\r\nX-Forwarded-Host: localhost\r\n\r\n"
              .formatted(host));
      assertThat(raw.head().get(0)).isEqualTo("HTTP/1.1 " + status);
    }
  }

  @Test
  void whatIsNotUnderThePrefixIsTheApplications() throws Exception {
    assertThat(app.get("/app/services").statusCode()).isEqualTo(404);
    assertThat(new String(app.get("/app/services").body(), UTF_8)).contains("timestamp");
  }
}
