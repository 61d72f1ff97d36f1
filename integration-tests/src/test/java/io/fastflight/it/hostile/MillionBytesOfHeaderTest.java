package io.fastflight.it.hostile;

import static io.fastflight.it.hostile.RawHttp2.CONTINUATION;
import static io.fastflight.it.hostile.RawHttp2.END_HEADERS;
import static io.fastflight.it.hostile.RawHttp2.END_STREAM;
import static io.fastflight.it.hostile.RawHttp2.HEADERS;
import static io.fastflight.it.hostile.RawHttp2.NO_FLAGS;
import static io.fastflight.it.hostile.RawHttp2.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.http.RawHttp;
import io.fastflight.testkit.sample.SampleServices;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A million bytes of header, in several forms, at each port: refused, and not kept. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MillionBytesOfHeaderTest {
  private static final int MILLION = 1_000_000;
  private static final int CALLERS = 20;
  private static final int STREAM = 1;
  private static final int FRAME = 16 * 1024;

  /** Far less than the callers send together. */
  private static final long MOST_BYTES = 10L << 20;

  private BufferAllocator memory;
  private FastFlightServer flight;
  private FastFlightHttpServer http;

  @BeforeAll
  void start(BufferAllocator parent) {
    memory = parent.newChildAllocator("server", 0, Long.MAX_VALUE);
    Engine engine = new Engine(SampleServices.registry(), memory);
    flight = FastFlightServer.builder(engine).port(0).closeGrace(Duration.ofMillis(200)).start();
    http = FastFlightHttpServer.builder(engine).port(0).closeGrace(Duration.ofMillis(200)).start();
  }

  @AfterEach
  void theHonestCallerIsServed() throws IOException {
    try (FastFlightClient client = OneTry.connect(flight.location());
        Table table = client.fetch(StreamRequest.of("test.rows", Map.of("rows", 5)))) {
      assertThat(table.rowCount()).isEqualTo(5);
    }
    try (RawHttp caller = new RawHttp(http.port())) {
      caller.stream("{\"param_type\": \"test.rows\"}");
      assertThat(caller.head()).startsWith("HTTP/1.1 200 OK");
    }
  }

  @AfterAll
  void stop() {
    http.close();
    flight.close();
    memory.close();
  }

  static Stream<Arguments> blocks() {
    String[] many = new String[2 * MILLION / 50];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = "x-%06d".formatted(i);
      many[i + 1] = "y".repeat(40);
    }
    return Stream.of(
        arguments("one value", new String[] {"x", "y".repeat(MILLION)}),
        arguments("one name", new String[] {"x".repeat(MILLION), "y"}),
        arguments("many", many),
        arguments("a credential", new String[] {"authorization", "Bearer " + "y".repeat(MILLION)}),
        arguments("a cookie", new String[] {"cookie", "a=" + "y".repeat(MILLION)}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("blocks")
  void overHttp2TheyAreRefusedAtTheFlightPort(String name, String[] headers) throws Exception {
    byte[] block = joined(RawHttp2.request("DoGet"), RawHttp2.block(headers));
    refusedAt(flight.port(), block);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("blocks")
  void overHttp2TheyAreRefusedAtTheHttpPort(String name, String[] headers) throws Exception {
    byte[] request =
        RawHttp2.block(
            ":method",
            "GET",
            ":scheme",
            "http",
            ":path",
            "/fastflight/services",
            ":authority",
            "localhost");
    refusedAt(http.port(), joined(request, RawHttp2.block(headers)));
  }

  private static byte[] joined(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }

  private static void refusedAt(int port, byte[] block) throws Exception {
    Optional<RawHttp2.Frame> unused = sent(port, block); // classes are loaded
    long before = DirectMemory.bytes();
    for (int i = 0; i < CALLERS; i++) {
      sent(port, block)
          .ifPresent(
              answer ->
                  assertThat(answer.text())
                      .doesNotContain("grpc-status1")
                      .doesNotContain("test.rows"));
    }
    assertThat(DirectMemory.bytes() - before).isLessThan(MOST_BYTES);
    assertThat(unused).isNotNull();
  }

  /** Sends a request of that header block, and returns the last frame of its answer. */
  private static Optional<RawHttp2.Frame> sent(int port, byte[] block) throws IOException {
    try (RawHttp2 caller = RawHttp2.connect(port)) {
      caller.greet();
      for (int from = 0; from < block.length; from += FRAME) {
        int to = Math.min(block.length, from + FRAME);
        byte[] piece = Arrays.copyOfRange(block, from, to);
        int last = to == block.length ? END_HEADERS : NO_FLAGS;
        caller.write(
            from == 0
                ? frame(HEADERS, last | END_STREAM, STREAM, piece)
                : frame(CONTINUATION, last, STREAM, piece));
      }
      List<RawHttp2.Frame> answer = caller.answer(STREAM);
      return answer.isEmpty() ? Optional.empty() : Optional.of(answer.get(answer.size() - 1));
    } catch (SocketException cut) {
      return Optional.empty(); // while it was on its way
    }
  }

  static Stream<Arguments> heads() {
    String end = "Host: localhost\r\n\r\n";
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < MILLION / 50; i++) {
      many.append("X-%06d: %s\r\n".formatted(i, "y".repeat(40)));
    }
    String get = "GET /fastflight/services HTTP/1.1\r\n";
    String y = "y".repeat(MILLION);
    return Stream.of(
        arguments("one value", get + "X: " + y + "\r\n" + end),
        arguments("one name", get + y + ": x\r\n" + end),
        arguments("many", get + many + end),
        arguments("a credential", get + "Authorization: Bearer " + y + "\r\n" + end),
        arguments("a path", "GET /fastflight/" + y + " HTTP/1.1\r\n" + end),
        arguments("a query", "GET /fastflight/stream/test.rows?" + y + "=1 HTTP/1.1\r\n" + end),
        arguments("a method", y + " / HTTP/1.1\r\n" + end),
        arguments("a version", "GET / HTTP/" + y + "\r\n" + end),
        arguments("no end of the line", y));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("heads")
  void overHttp1TheyAreRefused(String name, String head) throws Exception {
    status(head); // classes are loaded
    long before = DirectMemory.bytes();
    for (int i = 0; i < CALLERS; i++) {
      assertThat(status(head)).matches("|HTTP/1.1 4\\d\\d .*");
    }
    assertThat(DirectMemory.bytes() - before).isLessThan(MOST_BYTES);
  }

  /** Returns the first line of the answer; empty if the connection was cut before one. */
  private String status(String head) throws IOException {
    try (RawHttp caller = new RawHttp(http.port())) {
      caller.send(head);
      return caller.head().get(0);
    } catch (SocketException | EOFException cut) {
      return "";
    }
  }
}
