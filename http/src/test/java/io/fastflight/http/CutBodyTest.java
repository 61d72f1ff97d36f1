package io.fastflight.http;

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
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
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

  /** What follows the last byte of a body: its last chunk, or a frame, with the trailers. */
  private static final long END_BYTES = 120;

  private TwoDoors doors;

  @BeforeAll
  void start(BufferAllocator allocator) {
    doors = new TwoDoors(SampleServices.registry(), allocator);
  }

  @AfterAll
  void stop() {
    doors.close();
  }

  static Stream<Arguments> answers() {
    return Stream.of(HttpClient.Version.values())
        .flatMap(
            version ->
                Stream.of(
                    Arguments.of(version, "arrow", "identity"),
                    Arguments.of(version, "arrow-file", "identity"),
                    Arguments.of(version, "ndjson", "identity"),
                    Arguments.of(version, "ndjson", "gzip"),
                    Arguments.of(version, "json", "identity"),
                    Arguments.of(version, "json-columns", "zstd"),
                    Arguments.of(version, "csv", "identity"),
                    Arguments.of(version, "csv", "gzip")));
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
              .build();
      HttpResponse<byte[]> whole = http.send(request, BodyHandlers.ofByteArray());
      assertThat(whole.version()).isEqualTo(version);
      assertThat(whole.headers().firstValue("content-encoding").orElse("identity"))
          .isEqualTo(coding);
      long bytes = proxy.bytesPassed(Direction.TO_CLIENT);
      proxy.resetAll(); // the connection that the client keeps for the next call
      for (long place : places(bytes)) {
        proxy.faults(new Fault.HalfClose(Direction.TO_CLIENT, place));
        Optional<byte[]> body = body(http, request);
        proxy.resetAll();
        if (body.isPresent()) {
          assertThat(body.get()).as("cut at %d of %d bytes", place, bytes).isEqualTo(whole.body());
          assertThat(place).isGreaterThan(bytes - END_BYTES);
        }
      }
    }
  }

  /** The last 200, where the ends of chunks, frames and formats lie close, and the rest evenly. */
  private static List<Long> places(long bytes) {
    long close = Math.max(1, bytes - 200);
    long step = Math.max(1, close / (PLACES - 200));
    return LongStream.concat(
            LongStream.iterate(0, place -> place < close, place -> place + step),
            LongStream.range(close, bytes))
        .boxed()
        .toList();
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
