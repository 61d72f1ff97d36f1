package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.http.TestDoor.Refusal;
import io.fastflight.testkit.http.RawHttp;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call that is wrong is told: the status and every word. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpRefusalTest {
  private TestDoor door;

  @BeforeAll
  void open(BufferAllocator allocator) {
    door = new TestDoor(allocator);
  }

  @AfterAll
  void close() {
    door.close();
  }

  @Test
  void textThatIsNotJson() throws Exception {
    Refusal refusal = door.refusal("select 1");
    assertInvalid(refusal);
    assertThat(refusal.message())
        .startsWith(
            "The request is not valid JSON at line 1, column 1: Unrecognized token 'select'");
  }

  @Test
  void noBody() throws Exception {
    assertInvalid(
        door.refusal(""),
        "The request must be a JSON object such as {\"param_type\": \"demo.echo\"}, was \"\".");
  }

  @Test
  void arrayInPlaceOfAnObject() throws Exception {
    assertInvalid(
        door.refusal("[1]"),
        "The request must be a JSON object such as {\"param_type\": \"demo.echo\"}, was [1].");
  }

  @Test
  void noParamType() throws Exception {
    assertInvalid(
        door.refusal("{\"rows\": 1}"),
        "The request has no 'param_type'. Name the service it is for: {\"param_type\": \"demo.echo\", ...}.");
  }

  @Test
  void unknownNameListsTheClosest() throws Exception {
    assertRefusal(
        door.refusal("{\"param_type\": \"test.row\"}"),
        404,
        "NOT_FOUND",
        "No data service for params \"test.row\". Closest registered: test.rows, test.slow, test.wide. Check the name, or add the service to the ServiceRegistry before the server starts.");
  }

  @Test
  void unknownField() throws Exception {
    assertInvalid(
        door.refusal("{\"param_type\": \"test.picky\", \"amount\": 3, \"nota\": \"y\"}"),
        "test.picky: field \"nota\" is unknown (closest: note).");
  }

  @Test
  void wrongTypesAreToldTogether() throws Exception {
    Refusal refusal =
        door.refusal("{\"param_type\": \"test.picky\", \"amount\": \"3\", \"note\": 5}");
    assertInvalid(refusal);
    assertThat(refusal.message())
        .startsWith("test.picky: amount must be an integer")
        .endsWith("was \"3\"; note must be a string, was 5.");
  }

  @Test
  void valueOutOfRange() throws Exception {
    assertInvalid(
        door.refusal("{\"param_type\": \"test.picky\", \"amount\": 11}"),
        "test.picky: amount must be 1..10, was 11.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "16777217", "99999999999", "many", "1.5"})
  void batchRowsOutOfRange(String rows) throws Exception {
    HttpRequest request =
        door.streamRequest("{\"param_type\": \"test.rows\"}")
            .header("fastflight-batch-rows", rows)
            .build();
    assertInvalid(
        door.refusal(request),
        "The header 'fastflight-batch-rows' must be 1..16777216, was '" + rows + "'.");
  }

  @Test
  void compressionNobodyKnows() throws Exception {
    HttpRequest request =
        door.streamRequest("{\"param_type\": \"test.rows\"}")
            .header("fastflight-compression", "gzip")
            .build();
    assertInvalid(
        door.refusal(request),
        "The header 'fastflight-compression' must be one of none, lz4, zstd, was 'gzip'.");
    assertInvalid(
        door.refusal(query("?codecs=LZ4").build()),
        "The query parameter 'codecs' must be one of none, lz4, zstd, was 'LZ4'.");
  }

  @Test
  void compressionAskedForInTwoWays() throws Exception {
    String message =
        "The header 'fastflight-compression' and the query parameter 'codecs' ask for different things: %s. Send one of them.";
    assertInvalid(
        door.refusal(query("?codecs=lz4").header("fastflight-compression", "zstd").build()),
        message.formatted("lz4, zstd"));
    assertInvalid(
        door.refusal(query("?codecs=lz4&codecs=none").build()), message.formatted("none, lz4"));
  }

  private HttpRequest.Builder query(String query) {
    return HttpRequest.newBuilder(door.uri("/fastflight/stream" + query))
        .POST(BodyPublishers.ofString("{\"param_type\": \"test.rows\"}"));
  }

  @Test
  void nestingOverTheLimit() throws Exception {
    assertInvalid(
        door.refusal("{\"a\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
        "The request is over a limit of JSON: at most 32 levels of nesting, 65536 characters in a string, 100 in a number.");
  }

  @ParameterizedTest
  @EnumSource
  void requestOver256KiB(HttpClient.Version version, BufferAllocator allocator) throws Exception {
    String nesting = "{\"a\": " + "[".repeat(150_000) + "]".repeat(150_000) + "}";
    try (TestDoor own = new TestDoor(allocator, version, b -> b)) {
      assertRefusal(
          own.refusal(nesting),
          413,
          "INVALID_ARGUMENT",
          "The request is too large; at most 262144 bytes (256 KiB) are read. Send fewer or shorter values.");
    }
  }

  @Test
  void requestOver256KiBOfUnknownLength() throws Exception {
    byte[] spaces = " ".repeat(300 * 1024).getBytes(StandardCharsets.US_ASCII);
    HttpRequest request =
        HttpRequest.newBuilder(door.uri("/fastflight/stream"))
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(spaces)))
            .build();
    assertThat(door.refusal(request).status()).isEqualTo(413);
  }

  @Test
  void requestOfExactly256KiBIsRead() throws Exception {
    String json = "{\"param_type\": \"test.picky\", \"amount\": 0}";
    assertInvalid(
        door.refusal(json + " ".repeat(256 * 1024 - json.length())),
        "test.picky: amount must be 1..10, was 0.");
  }

  @Test
  void serviceThatCannotOpenSaysWhy() throws Exception {
    assertRefusal(
        door.refusal("{\"param_type\": \"test.fail_open\"}"),
        502,
        "SOURCE_FAILED",
        "test.fail_open fails before its first batch, as asked.");
  }

  @Test
  void serviceThatFailsBeforeItsFirstBatchIsAStatusToo() throws Exception {
    assertRefusal(
        door.refusal("{\"param_type\": \"test.fail_at_batch\", \"batch\": 0}"),
        502,
        "SOURCE_FAILED",
        "test.fail_at_batch fails at batch 0, as asked.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"param_type\": \"test.fail_open\", \"failure\": \"SECRET\"}",
        "{\"param_type\": \"test.fail_at_batch\", \"batch\": 0, \"failure\": \"SECRET\"}"
      })
  void unexpectedFailureIsNotShown(String json) throws Exception {
    Refusal refusal = door.refusal(json);
    assertThat(refusal.status()).isEqualTo(502);
    assertThat(refusal.message())
        .matches(
            "test\\.fail_\\w+ failed after 0 rows\\. The server's log says why, under the id \\w{32}\\.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"})
  void wrongMethodOfTheStreamNamesTheRightOne(String method) throws Exception {
    try (RawHttp http = new RawHttp(door.server.port())) {
      List<String> head =
          http.send(method + " /fastflight/stream HTTP/1.1\r\nHost: localhost\r\n\r\n").head();
      assertThat(head)
          .startsWith("HTTP/1.1 405 Method Not Allowed")
          .contains("content-type: application/json", "x-content-type-options: nosniff");
      // a method that nothing offers does not get as far as the paths
      assertThat(head).contains(method.equals("BREW") ? "allow: GET, HEAD, POST" : "allow: POST");
      assertThat(http.content()).contains("\"code\":\"UNIMPLEMENTED\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "content-type     | text/csv            | accept-post: application/json | A request must be JSON, 'Content-Type: application/json', was 'text/csv'.",
        "content-type     | multipart/form-data | accept-post: application/json | A request must be JSON, 'Content-Type: application/json', was 'multipart/form-data'.",
        "content-type     | no media type       | accept-post: application/json | A request must be JSON, 'Content-Type: application/json', was 'no media type'.",
        "content-encoding | gzip                | accept-encoding: identity     | A request must not be compressed, was 'Content-Encoding: gzip'. Send it as it is.",
        "content-encoding | identity, zstd      | accept-encoding: identity     | A request must not be compressed, was 'Content-Encoding: identity, zstd'. Send it as it is."
      })
  void bodyInAFormThatIsNotReadIsRefused(String name, String value, String takes, String message)
      throws Exception {
    HttpRequest request = door.streamRequest("{}").header(name, value).build();
    assertRefusal(door.refusal(request), 415, "INVALID_ARGUMENT", message);
    try (RawHttp http = new RawHttp(door.server.port())) {
      http.send(
          "POST /fastflight/stream HTTP/1.1\r\nHost: localhost\r\n%s: %s\r\nContent-Length: 2\r\n\r\n{}"
              .formatted(name, value));
      assertThat(http.head()).contains(takes);
    }
  }

  @Test
  void wrongMethodOfTheCatalogueNamesTheRightOnes() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(door.uri("/fastflight/registered_data_types"))
            .POST(BodyPublishers.noBody())
            .build();
    assertThat(door.refusal(request))
        .isEqualTo(
            new Refusal(
                405,
                "UNIMPLEMENTED",
                "/fastflight/registered_data_types does not offer POST. Use GET, HEAD.",
                false,
                "GET, HEAD"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/stream",
        "/fastflight",
        "/fastflight/",
        "/fastflight/stream/",
        "/fastflight/streams"
      })
  void unknownPathSaysWhatThereIs(String path) throws Exception {
    Refusal refusal = door.refusal(HttpRequest.newBuilder(door.uri(path)).build());
    assertThat(refusal.status()).isEqualTo(404);
    assertThat(refusal.code()).isEqualTo("NOT_FOUND");
    assertThat(refusal.message())
        .startsWith("There is nothing at '/")
        .endsWith(
            "'. GET /fastflight/services lists the services, /fastflight/openapi.json all paths.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET  HTTP/1.1\r\n\r\n",
        "GET /fastflight/../../x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /fastflight/stream HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /fastflight/stream HTTP/1.1\r\nExpect: magic\r\nContent-Length: 2\r\n\r\n{}"
      })
  void whatIsNotHttpIsToldInJson(String text) throws Exception {
    try (RawHttp http = new RawHttp(door.server.port())) {
      List<String> head = http.send(text).head();
      assertThat(head.get(0)).matches("HTTP/1.1 4\\d\\d .*");
      assertThat(head)
          .contains("content-type: application/json", "x-content-type-options: nosniff");
      assertThat(http.content())
          .startsWith(
              "{\"error\":{\"code\":\"INVALID_ARGUMENT\",\"message\":\"The request is not HTTP as this server reads it: ");
    }
  }

  @Test
  void requestThatDoesNotArriveIsGivenUp(BufferAllocator allocator) throws Exception {
    try (TestDoor own =
            new TestDoor(
                allocator,
                HttpClient.Version.HTTP_1_1,
                b -> b.requestTimeout(Duration.ofMillis(200)));
        RawHttp http = new RawHttp(own.server.port())) {
      http.send(
          "POST /fastflight/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{");
      assertThat(http.head()).startsWith("HTTP/1.1 408 Request Timeout");
      assertThat(http.content())
          .startsWith(
              "{\"error\":{\"code\":\"DEADLINE_EXCEEDED\",\"message\":\"The request did not arrive within 200 ms. Send it in one go.\",\"retryable\":false,\"callId\":\"");
    }
  }

  @Test
  void answerMayTakeLongerThanARequest(BufferAllocator allocator) throws Exception {
    Duration timeout = Duration.ofMillis(200);
    try (TestDoor own =
            new TestDoor(
                allocator,
                HttpClient.Version.HTTP_1_1,
                b -> b.requestTimeout(timeout).closeGrace(Duration.ZERO));
        RawHttp http = new RawHttp(own.server.port())) {
      http.stream("{\"param_type\": \"test.slow\"}");
      assertThat(own.slow.awaitWaiting(1, Duration.ofSeconds(10))).isTrue();
      assertThat(own.slow.awaitClosed(1, timeout.multipliedBy(3))).isFalse();
    }
  }

  @Test
  void headersOver16KiBAreRefused() throws Exception {
    try (RawHttp http = new RawHttp(door.server.port())) {
      http.send("GET / HTTP/1.1\r\nx: " + "y".repeat(20_000) + "\r\n\r\n");
      assertThat(http.head())
          .startsWith("HTTP/1.1 431 Request Header Fields Too Large")
          .contains("content-type: application/json");
    }
  }

  private static void assertInvalid(Refusal refusal) {
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(refusal.retryable()).isFalse();
  }

  private static void assertInvalid(Refusal refusal, String message) {
    assertRefusal(refusal, 400, "INVALID_ARGUMENT", message);
  }

  private static void assertRefusal(Refusal refusal, int status, String code, String message) {
    assertThat(refusal).isEqualTo(new Refusal(status, code, message, false, ""));
  }
}
