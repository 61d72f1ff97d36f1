package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.testkit.http.RawHttp;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests whose end two readers could see at two places. Behind a proxy each is a way to have a
 * request of one caller's answered to another; so what is ambiguous is refused, and nothing behind
 * it is read.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
  private static final String POST = "POST /fastflight/stream HTTP/1.1\r\nHost: localhost\r\n";
  private static final String CHUNKS = POST + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String PATH = "GET /fastflight/health/live";
  private static final String GET = PATH + " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String ROWS = "{\"param_type\": \"test.empty\"}"; // 28 bytes
  private static final String ONE_CHUNK = "1c\r\n" + ROWS + "\r\n0\r\n\r\n";
  private static final String LAST = "0\r\n\r\n";
  private static final String UPGRADE =
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n";

  /** What nobody asked for as far as a careful reader sees. */
  private static final String HIDDEN =
      "GET /fastflight/registered_data_types HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static final String FAREWELL = GET + "Connection: close\r\n\r\n";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private TestDoor door;

  @BeforeAll
  void open(BufferAllocator allocator) {
    door = new TestDoor(allocator);
  }

  @AfterAll
  void close() {
    door.close();
  }

  private static Arguments withHeader(String name, String header) {
    return Arguments.of(name, POST + header + "\r\n\r\n" + LAST + HIDDEN);
  }

  private static Arguments withChunk(String name, String chunk) {
    return Arguments.of(name, CHUNKS + chunk + LAST + HIDDEN);
  }

  private static Arguments get(String name, String header) {
    return Arguments.of(name, GET + header + "\r\n\r\n" + HIDDEN);
  }

  static Stream<Arguments> lengths() {
    return Stream.of(
        withHeader("length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
        withHeader("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 4"),
        withHeader("two lengths", "Content-Length: 0\r\nContent-Length: 28"),
        withHeader("the same length twice", "Content-Length: 5\r\nContent-Length: 5"),
        withHeader("list of lengths", "Content-Length: 0, 5"),
        withHeader("list of one length", "Content-Length: 5, 5"),
        withHeader("length with a plus", "Content-Length: +5"),
        withHeader("negative length", "Content-Length: -5"),
        withHeader("length in hexadecimal", "Content-Length: 0x5"),
        withHeader("length with a space in it", "Content-Length: 0 5"),
        withHeader("length over 64 bits", "Content-Length: 99999999999999999999"),
        withHeader("space behind the length's name", "Content-Length : 5"),
        withHeader("empty length", "Content-Length: "));
  }

  static Stream<Arguments> codings() {
    return Stream.of(
        withHeader("space behind the coding's name", "Transfer-Encoding : chunked"),
        withHeader("another coding", "Transfer-Encoding: xchunked"),
        withHeader(
            "another coding and a length", "Content-Length: 5\r\nTransfer-Encoding: xchunked"),
        withHeader("vertical tab", "Transfer-Encoding: \u000bchunked"),
        withHeader("chunks undone", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
        withHeader("chunks not last", "Transfer-Encoding: chunked, identity"),
        withHeader("chunks twice", "Transfer-Encoding: chunked, chunked"),
        withHeader("quoted", "Transfer-Encoding: \"chunked\""),
        withHeader("folded", "Transfer-Encoding:\r\n chunked"),
        withHeader("behind a bare LF", "X: y\nTransfer-Encoding: chunked"),
        withHeader("behind a bare CR", "X: y\rTransfer-Encoding: chunked"),
        Arguments.of(
            "HTTP/1.0",
            "POST /fastflight/stream HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
                + LAST
                + HIDDEN));
  }

  static Stream<Arguments> chunks() {
    return Stream.of(
        withChunk("over 64 bits", "FFFFFFFFFFFFFFFF1\r\nx\r\n"),
        withChunk("over 32 bits", "100000000\r\nx\r\n"),
        withChunk("negative", "-1\r\nx\r\n"),
        withChunk("with 0x", "0x1c\r\n" + ROWS + "\r\n"),
        withChunk("with a plus", "+1c\r\n" + ROWS + "\r\n"),
        withChunk("bare LF in an extension", "1c;a\n" + ROWS + "\r\n"),
        withChunk("endless extension", "1c;a=" + "b".repeat(20_000) + "\r\n" + ROWS + "\r\n"),
        withChunk("longer than it says", "1c\r\n" + ROWS + "XX"),
        withChunk("bare LFs", "1c\n" + ROWS + "\n0\n\n"));
  }

  static Stream<Arguments> heads() {
    return Stream.of(
        Arguments.of(
            "folded first header", PATH + " HTTP/1.1\r\n Host: localhost\r\n\r\n" + HIDDEN),
        get("NUL in a value", "X: a\0b"),
        get("NUL in a name", "X\0: a"),
        get("no colon", "Transfer-Encoding chunked"),
        get("no name", ": x"),
        get("name of no token", "X{y}: x"),
        get("upgrade to another protocol", "Connection: Upgrade\r\nUpgrade: websocket"),
        Arguments.of(
            "another server's URL",
            "GET http://example.org/fastflight/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + HIDDEN),
        Arguments.of(
            "URL and host differ",
            "GET http://localhost/fastflight/health/live HTTP/1.1\r\nHost: example.org\r\n\r\n"
                + HIDDEN),
        Arguments.of("HTTP/0.9", PATH + "\r\n\r\n" + HIDDEN),
        Arguments.of(
            "two versions", PATH + " HTTP/1.1 x HTTP/1.1\r\nHost: localhost\r\n\r\n" + HIDDEN),
        Arguments.of("bare LFs", PATH + " HTTP/1.1\nHost: localhost\n\n" + HIDDEN),
        Arguments.of(
            "CONNECT", "CONNECT example.org:443 HTTP/1.1\r\nHost: localhost\r\n\r\n" + HIDDEN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"lengths", "codings", "chunks", "heads"})
  void ambiguousRequestIsRefusedAndNothingBehindItIsRead(String shape, String bytes)
      throws Exception {
    String answers = answersTo(bytes);
    assertThat(statuses(answers)).hasSize(1).allMatch(status -> status.equals("400"));
    assertThat(answers).doesNotContain("params_type");
    assertServesOn();
  }

  static Stream<Arguments> clear() {
    return Stream.of(
        Arguments.of("mixed case", POST + "tRANSFER-eNCODING: cHuNkEd\r\n\r\n" + ONE_CHUNK, "200"),
        Arguments.of(
            "tab before the value",
            POST + "Transfer-Encoding:\tchunked\r\n\r\n" + ONE_CHUNK,
            "200"),
        Arguments.of("extension", CHUNKS + "1c;a=b\r\n" + ROWS + "\r\n" + LAST, "200"),
        Arguments.of(
            "length in the trailers",
            CHUNKS + ONE_CHUNK.substring(0, ONE_CHUNK.length() - 2) + "Content-Length: 5\r\n\r\n",
            "200"),
        Arguments.of(
            "request as the body of a GET",
            GET + "Content-Length: %d\r\n\r\n".formatted(HIDDEN.length()) + HIDDEN,
            "200"),
        Arguments.of("two hosts", GET + "Host: example.org\r\n\r\n", "400"),
        Arguments.of("the same host twice", GET + "Host: localhost\r\n\r\n", "400"),
        Arguments.of("no host", PATH + " HTTP/1.1\r\n\r\n", "421"),
        Arguments.of("host with a path", PATH + " HTTP/1.1\r\nHost: localhost/x\r\n\r\n", "421"),
        Arguments.of(
            "host with a user",
            PATH + " HTTP/1.1\r\nHost: localhost:1@example.org\r\n\r\n",
            "421"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clear")
  void requestWithOneEndIsAnsweredOnceAndTheNextIsRead(String shape, String bytes, String status)
      throws Exception {
    String answers = answersTo(bytes + FAREWELL);
    assertThat(statuses(answers)).as(answers).containsExactly(status, "200");
    assertThat(answers).doesNotContain("params_type");
  }

  @ParameterizedTest
  @MethodSource("upgrades")
  void whatFollowsAnUpgradeIsNoRequestOfHttp1(String bytes) throws Exception {
    try (RawHttp http = new RawHttp(door.server.port())) {
      http.send(bytes);
      assertThat(http.head()).startsWith("HTTP/1.1 101 Switching Protocols");
      http.socket().shutdownOutput();
      assertThat(text(http)).doesNotContain("HTTP/1.1").doesNotContain("params_type");
    }
    assertServesOn();
  }

  static Stream<String> upgrades() {
    return Stream.of(
        GET + UPGRADE + HIDDEN,
        POST + "Content-Length: %d\r\n".formatted(HIDDEN.length()) + UPGRADE + HIDDEN);
  }

  @ParameterizedTest
  @MethodSource("behind")
  void whatIsNoRequestBehindOneIsRefused(String bytes) throws Exception {
    assertThat(statuses(answersTo(POST + "Content-Length: 28\r\n\r\n" + ROWS + bytes)))
        .containsExactly("200", "400");
    assertServesOn();
  }

  static Stream<String> behind() {
    return Stream.of("garbage\r\n\r\n", "\0\0\0\0\r\n\r\n", "0\r\n\r\n");
  }

  /** Reads all that comes until the server closes the connection. */
  private String answersTo(String bytes) throws IOException {
    try (RawHttp http = new RawHttp(door.server.port())) {
      return text(http.send(bytes));
    }
  }

  private static String text(RawHttp http) throws IOException {
    StringBuilder text = new StringBuilder();
    try {
      for (int next = http.in().read(); next >= 0; next = http.in().read()) {
        text.append((char) next);
      }
    } catch (SocketException reset) {
      // it left something unread: closed, too
    }
    return text.toString();
  }

  private static List<String> statuses(String answers) {
    return STATUS.matcher(answers).results().map(found -> found.group(1)).toList();
  }

  private void assertServesOn() throws Exception {
    assertThat(door.open(ROWS).body().readAllBytes()).isNotEmpty();
  }
}
