package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.http.TwoDoors.Answer;
import io.fastflight.testkit.sample.SampleServices;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which form an answer has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormatChoiceTest {
  private static final String ROWS = "/fastflight/stream/test.rows?rows=3";

  private TwoDoors doors;

  @BeforeAll
  void start(BufferAllocator allocator) {
    doors = new TwoDoors(SampleServices.registry(), allocator);
  }

  @AfterAll
  void stop() {
    doors.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*                                             | application/vnd.apache.arrow.stream",
        "application/vnd.apache.arrow.stream             | application/vnd.apache.arrow.stream",
        "application/vnd.apache.arrow.file               | application/vnd.apache.arrow.file",
        "APPLICATION/X-NDJSON                            | application/x-ndjson",
        "application/json                                | application/json",
        "application/json; shape=columns                 | application/json; shape=columns",
        "application/json;charset=utf-8                  | application/json",
        "text/csv                                        | text/csv; charset=utf-8; header=present",
        "text/csv; header=absent                         | text/csv; charset=utf-8; header=absent",
        "text/*                                          | text/csv; charset=utf-8; header=present",
        "text/html, */*;q=0.8                            | application/vnd.apache.arrow.stream",
        "application/json;q=0.5, text/csv                | text/csv; charset=utf-8; header=present",
        "text/csv;q=0.5, application/json                | application/json",
        "application/json, text/csv                      | application/json",
        "*/*, text/csv;q=0                               | application/vnd.apache.arrow.stream",
        "*/*, application/x-ndjson                       | application/x-ndjson",
        "text/html, image/gif, *; q=.2, */*; q=.2        | application/vnd.apache.arrow.stream",
        "application/vnd.apache.arrow.stream;q=0, */*    | application/vnd.apache.arrow.file"
      })
  void acceptChooses(String accept, String contentType) throws Exception {
    Answer answer = doors.get(Way.IN_PROCESS, ROWS, "Accept", accept);
    assertThat(answer.header("content-type")).isEqualTo(contentType);
    assertThat(answer.header("vary")).isEqualTo("accept, accept-encoding");
    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "arrow, application/vnd.apache.arrow.stream",
    "arrow-file, application/vnd.apache.arrow.file",
    "ndjson, application/x-ndjson",
    "json, application/json",
    "json-columns, application/json; shape=columns",
    "csv, text/csv; charset=utf-8; header=present"
  })
  void queryChooses(String format, String contentType) throws Exception {
    for (Way way : Way.values()) {
      assertThat(doors.get(way, ROWS + "&format=" + format).header("content-type"))
          .isEqualTo(contentType);
      assertThat(
              doors
                  .post(
                      way, "/fastflight/stream?format=" + format, "{\"param_type\":\"test.rows\"}")
                  .header("content-type"))
          .isEqualTo(contentType);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ndjson       | {\"id\":\"0\"}~{\"id\":\"1\"}~{\"id\":\"2\"}~",
        "json         | [~{\"id\":\"0\"},~{\"id\":\"1\"},~{\"id\":\"2\"}~]~",
        "json-columns | {\"columns\":[{\"name\":\"id\",\"type\":\"Int(64, true)\"}],~\"chunks\":[~[[\"0\",\"1\",\"2\"]]~],\"rows\":3}~"
      })
  void bodiesAreWhatTheFormatSays(String format, String body) throws Exception {
    for (Way way : Way.values()) {
      assertThat(doors.get(way, ROWS + "&format=" + format).text())
          .isEqualTo(body.replace('~', '\n'));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ndjson       | ''",
        "json         | [~]~",
        "json-columns | {\"columns\":[{\"name\":\"id\",\"type\":\"Int(64, true)\"}],~\"chunks\":[~],\"rows\":0}~",
        "csv          | id^~"
      })
  void anEmptyResultIsAResult(String format, String body) throws Exception {
    Answer answer =
        doors.get(Way.IN_PROCESS, "/fastflight/stream/test.empty?format=" + format.strip());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(body.replace('~', '\n').replace('^', '\r'));
  }

  @Test
  void fileIsReadBackFromAnyPlace(BufferAllocator allocator) throws Exception {
    for (Way way : Way.values()) {
      byte[] bytes =
          doors.get(way, "/fastflight/stream/test.dictionary?rows=100&format=arrow-file").body();
      try (ArrowFileReader reader =
          new ArrowFileReader(new ByteArrayReadableSeekableByteChannel(bytes), allocator)) {
        long rows = 0;
        for (var block : reader.getRecordBlocks()) {
          assertThat(reader.loadRecordBatch(block)).isTrue();
          rows += reader.getVectorSchemaRoot().getRowCount();
        }
        assertThat(rows).isEqualTo(100);
        assertThat(reader.getDictionaryVectors()).hasSize(1);
      }
    }
  }

  @Test
  void nothingThatFitsIsAnsweredWithWhatThereIs() throws Exception {
    for (String accept :
        new String[] {"image/png", "application/vnd.apache.arrow.stream;q=0", "x"}) {
      Answer answer = doors.get(Way.IN_PROCESS, ROWS, "Accept", accept);
      assertThat(answer.status()).isEqualTo(406);
      assertThat(answer.header("content-type")).isEqualTo("application/json");
      assertThat(answer.error("code")).isEqualTo("INVALID_ARGUMENT");
      assertThat(answer.error("message"))
          .startsWith("No format fits the header 'Accept: " + accept + "'. There are: application/")
          .contains("text/csv");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "&format=csv&format=json | */* | The query asks for 2 formats at once: csv, json. Ask for one.",
        "&format=xml | */* | The query parameter 'format' must be one of arrow, arrow-file, ndjson, json, json-columns, csv, was 'xml'.",
        "&format=csv | application/json | The query asks for the format 'csv' and the header 'Accept' for 'application/json'. Send one of them.",
        "&format=csv&codecs=zstd | */* | 'codecs' and 'fastflight-compression' are for Arrow, and the answer is csv. Send the header 'Accept-Encoding'.",
        "&codecs=gzip | */* | The query parameter 'codecs' must be one of none, lz4, zstd, was 'gzip'.",
        "&format=csv&csv.header=maybe | */* | The query parameter 'csv.header' must be one of false, true, was 'maybe'.",
        "&format=csv&csv.null=%22 | */* | The query parameter 'csv.null' must have no comma, quote or end of a line."
      })
  void formatsThatContradictAreRefused(String query, String accept, String message)
      throws Exception {
    Answer answer = doors.get(Way.IN_PROCESS, ROWS + query, "Accept", accept);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error("message")).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip                       | gzip",
        "zstd                       | zstd",
        "gzip, deflate, br, zstd    | zstd",
        "gzip;q=1.0, zstd;q=0.5     | gzip",
        "br                         | ''",
        "gzip;q=0                   | ''",
        "identity, gzip;q=0.5       | ''"
      })
  void textIsCompressedAsTheCallerTakesIt(String accepted, String coding) throws Exception {
    for (Way way : Way.values()) {
      String path = "/fastflight/stream/test.rows?rows=20000&format=csv";
      Answer plain = doors.get(way, path);
      assertThat(plain.header("content-encoding")).isEmpty();
      Answer answer = doors.get(way, path, "Accept-Encoding", accepted);
      assertThat(answer.header("content-encoding")).isEqualTo(coding);
      assertThat(Bodies.text(answer.body(), coding))
          .isEqualTo(plain.text())
          .hasSizeGreaterThan(100_000);
    }
  }

  @Test
  void arrowIsNeverCompressedAsAWhole() throws Exception {
    Answer answer =
        doors.get(Way.IN_PROCESS, ROWS + "&codecs=zstd", "Accept-Encoding", "gzip, zstd");
    assertThat(answer.header("content-encoding")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void codecsCompressTheMessagesOfArrow(Way way, BufferAllocator allocator) throws Exception {
    String path = "/fastflight/stream/test.rows?rows=100000";
    int plain = doors.get(way, path).body().length;
    String accept = "application/vnd.apache.arrow.stream; codecs=\"brotli, zstd, lz4\"";
    for (byte[] body :
        new byte[][] {
          doors.get(way, path, "Accept", accept).body(), doors.get(way, path + "&codecs=lz4").body()
        }) {
      assertThat(body.length).isLessThan(plain * 3 / 4);
      try (var reader =
              new org.apache.arrow.vector.ipc.ArrowStreamReader(
                  Channels.newChannel(new ByteArrayInputStream(body)),
                  allocator,
                  CommonsCompressionFactory.INSTANCE);
          Table table = Table.read(BatchReader.of(reader), allocator)) {
        assertThat(table.rowCount()).isEqualTo(100_000);
        assertThat(table.value("id", 99_999)).isEqualTo(99_999L);
      }
    }
  }
}
