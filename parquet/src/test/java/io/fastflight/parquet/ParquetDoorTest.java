package io.fastflight.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.engine.Engine;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.params.JsonText;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet over HTTP: found by the door, whole or a status, and nothing left behind. */
class ParquetDoorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PROMISED = Duration.ofSeconds(1);

  @TempDir Path folder;
  private final SlowService slow = new SlowService();
  private final HttpClient http = HttpClient.newHttpClient();
  private BufferAllocator memory;
  private FastFlightHttpServer server;

  @BeforeEach
  void start(BufferAllocator allocator) {
    memory = allocator;
    server =
        FastFlightHttpServer.builder(new Engine(SampleServices.builder(slow).build(), allocator))
            .port(0)
            .closeGrace(PROMISED)
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.location() + "/fastflight" + path))
            .timeout(Duration.ofSeconds(60));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private List<Map<String, Object>> query(byte[] parquet, String select) throws Exception {
    Path file = Written.file(parquet, folder);
    return Written.rows(select.replace("FILE", "'" + file + "'"), memory);
  }

  @Test
  void acceptChoosesIt() throws Exception {
    var answer = get("/stream/test.rows?rows=25", "accept", "application/vnd.apache.parquet");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .hasValue("application/vnd.apache.parquet");
    assertThat(query(answer.body(), "SELECT count(*) AS n, sum(id) AS s FROM FILE"))
        .isEqualTo(List.of(Map.of("n", "25", "s", "300")));
  }

  @Test
  void openApiListsIt() throws Exception {
    assertThat(new String(get("/openapi.json").body(), StandardCharsets.UTF_8))
        .contains("application/vnd.apache.parquet")
        .contains("\"parquet\"");
  }

  /** More than two row groups, of batches of many sizes. */
  @Test
  void rowsStayInTheirOrder() throws Exception {
    var answer = get("/stream/test.rows?rows=600000&batch_rows=7001&format=parquet");
    assertThat(
            query(
                answer.body(),
                "SELECT count(*) AS n, count(*) FILTER (id != file_row_number) AS moved FROM read_parquet(FILE, file_row_number = true)"))
        .isEqualTo(List.of(Map.of("n", "600000", "moved", "0")));
  }

  @Test
  void anEmptyResultHasItsColumns() throws Exception {
    var answer = get("/stream/test.empty?format=parquet");
    assertThat(query(answer.body(), "SELECT column_name FROM (DESCRIBE FROM FILE)"))
        .isEqualTo(List.of(Map.of("column_name", "id")));
    assertThat(query(answer.body(), "FROM FILE")).isEmpty();
  }

  @Test
  void aPartOfTheResultIsAPartOfTheFile() throws Exception {
    var answer = get("/stream/test.rows?rows=25&limit=7&format=parquet");
    assertThat(query(answer.body(), "FROM FILE")).hasSize(7);
  }

  @ParameterizedTest
  @CsvSource({"'', SNAPPY", "&codecs=zstd, ZSTD", "&codecs=lz4, LZ4_RAW"})
  void codecsChooseHowPagesAreCompressed(String codecs, String found) throws Exception {
    var answer = get("/stream/test.rows?rows=5000&format=parquet" + codecs);
    assertThat(query(answer.body(), "SELECT DISTINCT compression AS c FROM parquet_metadata(FILE)"))
        .isEqualTo(List.of(Map.of("c", found)));
  }

  /** Where other formats break off, this one has not begun. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void aFailureAtAnyBatchIsAStatus(int batch) throws Exception {
    var answer = get("/stream/test.fail_at_batch?format=parquet&batch=" + batch);
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(String.valueOf(JsonText.readObject(answer.body()).get("error")))
        .contains("SOURCE_FAILED")
        .contains("fails at batch " + batch + ", as asked");
  }

  @Test
  void dictionariesAreTheirValues() throws Exception {
    var json = get("/stream/test.dictionary?rows=40&format=json");
    var parquet = get("/stream/test.dictionary?rows=40&format=parquet");
    assertThat(query(parquet.body(), "FROM FILE"))
        .isEqualTo(
            JsonText.readObject(
                    "{\"rows\":" + new String(json.body(), StandardCharsets.UTF_8) + "}")
                .get("rows"));
  }

  @Test
  void aCallerThatLeavesFreesTheSource() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /fastflight/stream/test.slow?batches=2&format=parquet HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(slow.awaitWaiting(1, PATIENCE)).isTrue();
    }
    assertThat(slow.awaitClosed(1, PROMISED)).isTrue();
  }

  @Test
  void noFileIsLeftUnderAnyName() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    ParquetFormat format = new ParquetFormat(own);
    var columns = ParquetTypesTest.accepted();
    var read = Written.encoder(format, new SampleReader(columns, memory));
    assertThat(Written.bytes(read)).isNotEmpty();
    assertEmpty(own);
    var left = Written.encoder(format, new SampleReader(columns, memory));
    left.head().close();
    left.close();
    assertEmpty(own);
  }

  private static void assertEmpty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
