package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.http.TwoDoors.Answer;
import io.fastflight.testkit.http.RawHttp;
import io.fastflight.testkit.sample.SampleServices;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How a body ends, in every format: whole and said to be, or so that nobody takes it for whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormatEndTest {
  private static final List<String> FORMATS =
      List.of("arrow", "arrow-file", "ndjson", "json", "json-columns", "csv");
  private static final String FAILS = "{\"param_type\": \"test.fail_at_batch\", \"batch\": %d}";
  private static final String ROWS = "{\"param_type\": \"test.rows\", \"rows\": 25}";

  private TwoDoors doors;

  @BeforeAll
  void start(BufferAllocator allocator) {
    doors = new TwoDoors(SampleServices.registry(), allocator);
  }

  @AfterAll
  void stop() {
    doors.close();
  }

  static Stream<Arguments> failures() {
    return FORMATS.stream()
        .flatMap(
            format ->
                Stream.of(Way.values())
                    .flatMap(
                        way -> Stream.of(1, 3).map(batch -> Arguments.of(format, way, batch))));
  }

  private RawHttp.Body body1(Way way, String format, String json, List<String> head)
      throws IOException {
    try (RawHttp http = new RawHttp(doors.server(way).port())) {
      http.send(
          "POST /fastflight/stream?format=%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %s\r\n\r\n%s"
              .formatted(format, json.length(), json));
      head.addAll(http.head());
      return http.body();
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void bodyOfHttp1ThatBreaksLacksItsLastChunkAndItsTrailers(String format, Way way, int batch)
      throws Exception {
    RawHttp.Body body = body1(way, format, FAILS.formatted(batch), new java.util.ArrayList<>());
    assertThat(body.terminated()).isFalse();
    assertThat(body.trailers()).isEmpty();
    String text = new String(body.bytes(), StandardCharsets.UTF_8);
    if (format.equals("ndjson")) {
      assertThat(text)
          .startsWith("{\"id\":\"0\"}\n")
          .contains("\n{\"_error\":{\"code\":\"SOURCE_FAILED\",\"message\":\"test.fail_at_batch")
          .endsWith("}}\n");
    } else if (format.startsWith("json")) {
      assertThat(text).doesNotEndWith("]\n").doesNotEndWith("}\n");
    } else if (format.equals("csv")) {
      assertThat(text).startsWith("id\r\n0\r\n1\r\n").endsWith("\r\n");
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void streamOfHttp2ThatBreaksIsReset(String format, Way way, int batch) throws Exception {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    var request =
        doors
            .request(
                way, "/fastflight/stream/test.fail_at_batch?batch=" + batch + "&format=" + format)
            .build();
    assertThatThrownBy(() -> http.send(request, BodyHandlers.ofByteArray()))
        .isInstanceOf(IOException.class);
  }

  static Stream<Arguments> formats() {
    return FORMATS.stream()
        .flatMap(format -> Stream.of(Way.values()).map(way -> Arguments.of(format, way)));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void failureBeforeTheFirstBatchIsAStatus(String format, Way way) throws Exception {
    for (String json : List.of(FAILS.formatted(0), "{\"param_type\": \"test.fail_open\"}")) {
      Answer answer = doors.post(way, "/fastflight/stream?format=" + format, json);
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("content-type")).isEqualTo("application/json");
      assertThat(answer.error("code")).isEqualTo("SOURCE_FAILED");
      assertThat(answer.error("message")).contains("as asked");
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void trailersOfAWholeBodyTellItsRows(String format, Way way) throws Exception {
    List<String> head = new java.util.ArrayList<>();
    RawHttp.Body body = body1(way, format, ROWS, head);
    assertThat(head).contains("trailer: fastflight-rows, fastflight-batches");
    assertThat(body.terminated()).isTrue();
    assertThat(body.trailers()).contains("fastflight-rows: 25");
  }

  @ParameterizedTest
  @EnumSource
  void compressedTextThatBreaksIsCutToo(Way way) throws Exception {
    String json = FAILS.formatted(3);
    try (RawHttp http = new RawHttp(doors.server(way).port())) {
      http.send(
          "POST /fastflight/stream?format=ndjson HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nContent-Length: %s\r\n\r\n%s"
              .formatted(json.length(), json));
      assertThat(http.head()).contains("content-encoding: gzip");
      RawHttp.Body body = http.body();
      assertThat(body.terminated()).isFalse();
      GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body.bytes()));
      byte[] text = new byte[100_000];
      int[] length = new int[1];
      assertThatThrownBy(
              () -> {
                for (int next = gzip.read(); next >= 0; next = gzip.read()) {
                  text[length[0]++] = (byte) next;
                }
              })
          .isInstanceOf(EOFException.class);
      assertThat(new String(text, 0, length[0], StandardCharsets.UTF_8))
          .startsWith("{\"id\":\"0\"}\n")
          .contains("\n{\"_error\":");
    }
  }
}
