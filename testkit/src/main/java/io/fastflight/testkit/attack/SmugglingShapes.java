package io.fastflight.testkit.attack;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Requests whose end two readers could see at two places, for a door under the usual prefix that
 * has the sample services. Behind a proxy each is a way to have a request of one caller's answered
 * to another; so what is ambiguous is refused, and nothing behind it is read.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-11.2">RFC 9112, 11.2</a>
 */
public final class SmugglingShapes {
  /** Begins a request of a stream, its first two lines. */
  public static final String POST = "POST /fastflight/stream HTTP/1.1\r\nHost: localhost\r\n";

  /** The body of a request of a stream without rows. */
  public static final String ROWS = "{\"param_type\": \"test.empty\"}"; // 28 bytes

  private static final String PATH = "GET /fastflight/health/live";

  /** Begins a request that is answered 200, its first two lines. */
  public static final String GET = PATH + " HTTP/1.1\r\nHost: localhost\r\n";

  /** What nobody asked for as far as a careful reader sees. */
  public static final String HIDDEN =
      "GET /fastflight/registered_data_types HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** Is in an answer to {@link #HIDDEN}, and in no other. */
  public static final String FOUND = "params_type";

  private static final String CHUNKS = POST + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String ONE_CHUNK = "1c\r\n" + ROWS + "\r\n0\r\n\r\n";
  private static final String LAST = "0\r\n\r\n";
  private static final String FAREWELL = GET + "Connection: close\r\n\r\n";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

  private SmugglingShapes() {}

  /**
   * What is sent on one connection.
   *
   * @param name says what is odd about it
   * @param bytes each a character
   */
  public record Shape(String name, String bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A request that has one end, and what it is answered.
   *
   * @param shape with a request behind it that is answered 200, and closes the connection
   */
  public record Clear(Shape shape, String status) {
    @Override
    public String toString() {
      return shape.name;
    }
  }

  /** Returns the statuses of what came from a door on one connection. */
  public static List<String> statuses(String answers) {
    return STATUS.matcher(answers).results().map(found -> found.group(1)).toList();
  }

  /** Returns all that is ambiguous, each with {@link #HIDDEN} behind it. */
  public static Stream<Shape> ambiguous() {
    return Stream.of(lengths(), codings(), chunks(), heads()).flatMap(all -> all);
  }

  private static Shape withHeader(String name, String header) {
    return new Shape(name, POST + header + "\r\n\r\n" + LAST + HIDDEN);
  }

  private static Shape withChunk(String name, String chunk) {
    return new Shape(name, CHUNKS + chunk + LAST + HIDDEN);
  }

  private static Shape get(String name, String header) {
    return new Shape(name, GET + header + "\r\n\r\n" + HIDDEN);
  }

  private static Stream<Shape> lengths() {
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

  private static Stream<Shape> codings() {
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
        new Shape(
            "HTTP/1.0",
            "POST /fastflight/stream HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
                + LAST
                + HIDDEN));
  }

  private static Stream<Shape> chunks() {
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

  private static Stream<Shape> heads() {
    return Stream.of(
        new Shape("folded first header", PATH + " HTTP/1.1\r\n Host: localhost\r\n\r\n" + HIDDEN),
        get("NUL in a value", "X: a\0b"),
        get("NUL in a name", "X\0: a"),
        get("no colon", "Transfer-Encoding chunked"),
        get("no name", ": x"),
        get("name of no token", "X{y}: x"),
        get("upgrade to another protocol", "Connection: Upgrade\r\nUpgrade: websocket"),
        new Shape(
            "another server's URL",
            "GET http://example.org/fastflight/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + HIDDEN),
        new Shape(
            "URL and host differ",
            "GET http://localhost/fastflight/health/live HTTP/1.1\r\nHost: example.org\r\n\r\n"
                + HIDDEN),
        new Shape("HTTP/0.9", PATH + "\r\n\r\n" + HIDDEN),
        new Shape(
            "two versions", PATH + " HTTP/1.1 x HTTP/1.1\r\nHost: localhost\r\n\r\n" + HIDDEN),
        new Shape("bare LFs in a request", PATH + " HTTP/1.1\nHost: localhost\n\n" + HIDDEN),
        new Shape(
            "CONNECT", "CONNECT example.org:443 HTTP/1.1\r\nHost: localhost\r\n\r\n" + HIDDEN));
  }

  /** Returns requests that look odd and have one end. */
  public static Stream<Clear> clear() {
    return Stream.of(
        clear("mixed case", POST + "tRANSFER-eNCODING: cHuNkEd\r\n\r\n" + ONE_CHUNK, "200"),
        clear(
            "tab before the value",
            POST + "Transfer-Encoding:\tchunked\r\n\r\n" + ONE_CHUNK,
            "200"),
        clear("extension", CHUNKS + "1c;a=b\r\n" + ROWS + "\r\n" + LAST, "200"),
        clear(
            "length in the trailers",
            CHUNKS + ONE_CHUNK.substring(0, ONE_CHUNK.length() - 2) + "Content-Length: 5\r\n\r\n",
            "200"),
        clear(
            "request as the body of a GET",
            GET + "Content-Length: %d\r\n\r\n".formatted(HIDDEN.length()) + HIDDEN,
            "200"),
        clear("two hosts", GET + "Host: example.org\r\n\r\n", "400"),
        clear("the same host twice", GET + "Host: localhost\r\n\r\n", "400"),
        clear("no host", PATH + " HTTP/1.1\r\n\r\n", "421"),
        clear("host with a path", PATH + " HTTP/1.1\r\nHost: localhost/x\r\n\r\n", "421"),
        clear(
            "host with a user",
            PATH + " HTTP/1.1\r\nHost: localhost:1@example.org\r\n\r\n",
            "421"));
  }

  private static Clear clear(String name, String bytes, String status) {
    return new Clear(new Shape(name, bytes + FAREWELL), status);
  }
}
