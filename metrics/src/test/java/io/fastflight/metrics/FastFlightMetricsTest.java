package io.fastflight.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.engine.MemoryLimits;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.server.FastFlightServer;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code /metrics} says of calls over real doors, in this process and in front of another. */
class FastFlightMetricsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SlowService slow = new SlowService();
  private final HttpClient http = HttpClient.newHttpClient();
  private final PrometheusMeters engineMeters = new PrometheusMeters();
  private final PrometheusMeters bridgeMeters = new PrometheusMeters();
  private FastFlightServer flight;
  private FastFlightClient client;
  private FastFlightHttpServer inProcess;
  private FastFlightHttpServer bridge;

  @BeforeEach
  void start(BufferAllocator memory) {
    FastFlightMetrics metrics = new FastFlightMetrics(engineMeters.registry());
    Engine engine =
        new Engine(SampleServices.builder(slow).build(), memory, MemoryLimits.defaults(), metrics);
    metrics.watch(engine);
    flight = FastFlightServer.builder(engine).port(0).start();
    inProcess = FastFlightHttpServer.builder(engine).port(0).metrics(engineMeters).start();
    client = FastFlightClient.connect(flight.location());
    bridge =
        FastFlightHttpServer.builder(new FastFlightMetrics(bridgeMeters.registry()).watch(client))
            .port(0)
            .metrics(bridgeMeters)
            .start();
  }

  @AfterEach
  void stop() {
    bridge.close();
    client.close();
    inProcess.close();
    flight.close();
    bridgeMeters.close();
    engineMeters.close();
  }

  private HttpResponse<String> get(FastFlightHttpServer server, String path) throws Exception {
    URI uri = URI.create(server.location() + "/fastflight" + path);
    return http.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
        BodyHandlers.ofString());
  }

  private List<String> metrics(FastFlightHttpServer server) throws Exception {
    HttpResponse<String> answer = get(server, "/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    return answer.body().lines().filter(line -> !line.startsWith("#")).toList();
  }

  /**
   * The engine tells its listener before the door tells the caller: there is nothing to wait for.
   */
  @Test
  void callsRowsAndBytesAreCountedByServiceAndDoor() throws Exception {
    get(inProcess, "/stream/test.rows?rows=25");
    get(inProcess, "/stream/test.rows?rows=5");
    get(inProcess, "/stream/test.fail_open");
    get(inProcess, "/stream/no.such.name");
    get(bridge, "/stream/test.rows?rows=100");
    assertThat(metrics(inProcess))
        .contains(
            "fastflight_calls_seconds_count{door=\"http\",outcome=\"complete\",service=\"test.rows\"} 2",
            "fastflight_calls_seconds_count{door=\"http\",outcome=\"source_failed\",service=\"test.fail_open\"} 1",
            "fastflight_calls_seconds_count{door=\"flight\",outcome=\"complete\",service=\"test.rows\"} 1",
            "fastflight_rows_total{door=\"http\",service=\"test.rows\"} 30.0",
            "fastflight_rows_total{door=\"flight\",service=\"test.rows\"} 100.0")
        .anyMatch(line -> line.startsWith("fastflight_read_bytes_total{door=\"http\""))
        .anyMatch(line -> line.startsWith("fastflight_calls_seconds_bucket{door=\"flight\""))
        .noneMatch(line -> line.contains("no.such.name"));
    assertThat(metrics(bridge))
        .contains(
            "fastflight_calls_seconds_count{door=\"http\",outcome=\"complete\",service=\"test.rows\"} 1",
            "fastflight_rows_total{door=\"http\",service=\"test.rows\"} 100.0",
            "fastflight_pool_leased 0.0",
            "fastflight_pool_waiting 0.0")
        .anyMatch(line -> line.startsWith("fastflight_pool_limit "));
  }

  @Test
  void openStreamsAndTheirMemoryShow() throws Exception {
    try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), inProcess.port())) {
      caller
          .getOutputStream()
          .write(
              "GET /fastflight/stream/test.slow?batches=2 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(slow.awaitWaiting(1, PATIENCE)).isTrue();
      assertThat(metrics(inProcess))
          .contains("fastflight_streams_open 1.0", "fastflight_requests_waiting 0.0")
          .anyMatch(line -> line.startsWith("fastflight_memory_in_flight_bytes "));
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(metrics(inProcess))
                    .contains(
                        "fastflight_streams_open 0.0",
                        "fastflight_calls_seconds_count{door=\"http\",outcome=\"cancelled\",service=\"test.slow\"} 1"));
  }

  /** Whoever asks for names that are not there makes no new label, not even through a bridge. */
  @Test
  void aNameThatIsNotThereIsNoLabel() throws Exception {
    for (FastFlightHttpServer server : List.of(inProcess, bridge)) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.location() + "/fastflight/stream"))
              .POST(HttpRequest.BodyPublishers.ofString("{\"param_type\": \"no.such.name\"}"))
              .build();
      assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
      assertThat(metrics(server))
          .contains(
              "fastflight_calls_seconds_count{door=\"http\",outcome=\"not_found\",service=\"none\"} 1")
          .noneMatch(line -> line.contains("no.such.name"));
    }
  }

  @Test
  void aServerWithoutMetersHasNothingAtThePath(BufferAllocator memory) throws Exception {
    try (FastFlightHttpServer plain =
        FastFlightHttpServer.builder(new Engine(SampleServices.registry(), memory))
            .port(0)
            .start()) {
      assertThat(get(plain, "/metrics").statusCode()).isEqualTo(404);
    }
  }
}
