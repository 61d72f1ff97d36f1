package io.fastflight.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.testkit.http.RawHttp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of the end of a body in every container. */
abstract class BodyEnds {
  private static final String GET =
      "GET /fastflight/stream/%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n";

  /** Returns the application, in the container that is tested. */
  abstract TestApp app();

  /** Asks for a stream; {@code headers} are whole lines. */
  final RawHttp get(String service, String headers) throws Exception {
    return app().raw().send(GET.formatted(service, headers));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"arrow", "arrow-file", "csv", "ndjson", "json", "json-columns", "parquet"})
  void wholeBodyHasItsLastChunkAndTheTotals(String format) throws Exception {
    try (RawHttp http = get("test.rows?rows=25&batch_rows=10&format=" + format, "")) {
      assertThat(http.head().get(0)).startsWith("HTTP/1.1 200");
      RawHttp.Body body = http.body();
      assertThat(body.terminated()).isTrue();
      assertThat(body.trailers()).hasSize(2).contains("fastflight-rows: 25");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "arrow, ''",
    "csv, ''",
    "ndjson, ''",
    "json, ''",
    "json-columns, ''",
    "csv, Connection: close",
    "ndjson, Accept-Encoding: gzip",
    "arrow, Connection: close"
  })
  void bodyThatFailsHasNoLastChunk(String format, String header) throws Exception {
    String line = header.isEmpty() ? "" : header + "\r\n";
    try (RawHttp http = get("test.fail_at_batch?batch=2&format=" + format, line)) {
      assertThat(http.head().get(0)).startsWith("HTTP/1.1 200");
      assertThat(http.body().terminated()).isFalse();
      assertThat(http.isClosed()).isTrue();
    }
  }
}
