package io.fastflight.http;

import static java.net.http.HttpClient.Version.HTTP_1_1;
import static java.net.http.HttpClient.Version.HTTP_2;
import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.testkit.fault.Direction;
import io.fastflight.testkit.fault.Fault;
import io.fastflight.testkit.fault.FaultProxy;
import io.fastflight.testkit.sample.SampleServices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that end at 500 places of an answer: none makes a client take it for whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutBodyTest {
  private static final int PLACES = 500;

  /** The last ones, where the ends of chunks, frames and formats lie close. */
  private static final int CLOSE = 200;

  /** Places that are before the end of a body, however its parts fall together. */
  private static final long BEFORE_THE_END = PLACES / 4;

  /** JDK's client may wait for good where the answer to its upgrade is cut. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private BufferAllocator allocator;
  private TwoDoors doors;

  @BeforeAll
  void start(BufferAllocator allocator) {
    this.allocator = allocator;
    doors = new TwoDoors(SampleServices.registry(), allocator);
  }

  @AfterAll
  void stop() {
    doors.close();
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(HTTP_1_1, "arrow", "identity"),
        Arguments.of(HTTP_1_1, "arrow-file", "identity"),
        Arguments.of(HTTP_1_1, "ndjson", "identity"),
        Arguments.of(HTTP_1_1, "ndjson", "gzip"),
        Arguments.of(HTTP_1_1, "json", "identity"),
        Arguments.of(HTTP_1_1, "json-columns", "zstd"),
        Arguments.of(HTTP_1_1, "csv", "identity"),
        Arguments.of(HTTP_2, "arrow", "identity"),
        Arguments.of(HTTP_2, "ndjson", "gzip"),
        Arguments.of(HTTP_2, "json", "identity"),
        Arguments.of(HTTP_2, "csv", "identity"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void noPlaceToCutAConnectionMakesABodyWhole(
      HttpClient.Version version, String format, String coding) throws Exception {
    InetSocketAddress server =
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), doors.server(Way.IN_PROCESS).port());
    try (FaultProxy proxy = FaultProxy.to(server)) {
      HttpClient http = HttpClient.newBuilder().version(version).build();
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:%d/fastflight/stream/test.rows?rows=60&batch_rows=20&format=%s"
                          .formatted(proxy.port(), format)))
              .header("Accept-Encoding", coding)
              .timeout(PATIENCE)
              .build();
      HttpResponse<byte[]> whole = http.send(request, BodyHandlers.ofByteArray());
      assertThat(whole.version()).isEqualTo(version);
      assertThat(whole.headers().firstValue("content-encoding").orElse("identity"))
          .isEqualTo(coding);
      long bytes = proxy.bytesPassed(Direction.TO_CLIENT);
      proxy.resetAll(); // the connection that the client keeps for the next call
      String expected = Bodies.rows(whole.body(), format, coding, allocator);
      long incomplete = 0;
      for (long place : Bodies.places(bytes, PLACES - CLOSE, CLOSE)) {
        proxy.faults(new Fault.HalfClose(Direction.TO_CLIENT, place));
        Optional<byte[]> body = body(http, request);
        proxy.resetAll();
        incomplete += body.isPresent() ? 0 : 1;
        if (body.isPresent()) {
          assertThat(Bodies.rows(body.get(), format, coding, allocator))
              .as("cut at %d of %d bytes", place, bytes)
              .isEqualTo(expected);
        }
      }
      assertThat(incomplete).isGreaterThan(BEFORE_THE_END);
    }
  }

  private static Optional<byte[]> body(HttpClient http, HttpRequest request)
      throws InterruptedException {
    try {
      return Optional.of(http.send(request, BodyHandlers.ofByteArray()).body());
    } catch (IOException cut) {
      return Optional.empty();
    }
  }
}
