package io.fastflight.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fastflight.testkit.http.RawHttp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that leave, that take their time, and that never end what they send. */
class PeersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final String WAITS = "{\"param_type\": \"test.slow\", \"batches\": 2}";
  private static final String WAITS_AT_ONCE = "{\"param_type\": \"test.slow\"}";
  private static final String ENDLESS = "{\"param_type\": \"test.wide\", \"batches\": -1}";

  /** What a batch of the endless one takes of its allocator. */
  private static final long BATCH_BYTES = 1024 * 1024;

  @ParameterizedTest
  @ValueSource(strings = {WAITS, WAITS_AT_ONCE})
  void callerThatLeavesAWaitingSourceFreesIt(String json, BufferAllocator allocator)
      throws Exception {
    try (TestApp app = new TestApp(allocator)) {
      RawHttp closes = new RawHttp(app.port()).stream(json);
      assertThat(app.slow.awaitWaiting(1, PATIENCE)).isTrue();
      closes.close();
      assertThat(app.slow.awaitClosed(1, PROMISED)).isTrue();

      RawHttp resets = new RawHttp(app.port()).stream(json);
      assertThat(app.slow.awaitWaiting(2, PATIENCE)).isTrue();
      resets.leave();
      assertThat(app.slow.awaitClosed(2, PROMISED)).isTrue();
      assertReleased(allocator);
    }
  }

  @Test
  void callerThatLeavesInTheMiddleGivesTheMemoryBack(BufferAllocator allocator) throws Exception {
    try (TestApp app = new TestApp(allocator)) {
      RawHttp http = new RawHttp(app.port(), 16 * 1024).stream(ENDLESS);
      http.head();
      assertThat(http.in().readNBytes(5_000_000)).hasSize(5_000_000);
      http.leave();
      assertReleased(allocator);
    }
  }

  @Test
  void slowReadersHoldNoThreadAndLittleMemory(BufferAllocator allocator) throws Exception {
    int readers = 40;
    List<RawHttp> slow = new ArrayList<>();
    try (TestApp app = new TestApp(allocator, "server.tomcat.threads.max=4")) {
      for (int i = 0; i < readers; i++) {
        slow.add(new RawHttp(app.port(), 16 * 1024).stream(ENDLESS));
      }
      for (int round = 0; round < 10; round++) {
        for (RawHttp http : slow) {
          assertThat(http.in().readNBytes(20_000)).hasSize(20_000);
        }
        assertThat(allocator.getAllocatedMemory()).isLessThan(readers * 3L * BATCH_BYTES);
      }
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(busyThreads()).isEmpty());
      assertThat(allocator.getAllocatedMemory()).isLessThanOrEqualTo(readers * 2L * BATCH_BYTES);
      assertThat(allocator.getAllocatedMemory()).isGreaterThan(BATCH_BYTES);
      assertThat(app.get("/fastflight/stream/test.empty").statusCode()).isEqualTo(200);
      for (RawHttp http : slow) {
        http.leave();
      }
      assertReleased(allocator);
    }
  }

  @Test
  void readerThatTakesNothingIsCut(BufferAllocator allocator) throws Exception {
    try (TestApp app = new TestApp(allocator, "fastflight.http.read-timeout=500ms");
        RawHttp http = new RawHttp(app.port(), 16 * 1024)) {
      http.stream(ENDLESS).head();
      await()
          .atMost(Duration.ofSeconds(3))
          .untilAsserted(() -> assertThat(allocator.getAllocatedMemory()).isZero());
      assertThat(http.body().terminated()).isFalse();
    }
  }

  @Test
  void requestsThatComeSlowlyHoldNoThreadAndAreToldSo(BufferAllocator allocator) throws Exception {
    List<RawHttp> slow = new ArrayList<>();
    try (TestApp app =
        new TestApp(
            allocator, "server.tomcat.threads.max=2", "fastflight.http.request-timeout=1s")) {
      for (int i = 0; i < 10; i++) {
        slow.add(
            new RawHttp(app.port())
                .send(
                    "POST /fastflight/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"));
      }
      assertThat(app.get("/fastflight/stream/test.empty").statusCode()).isEqualTo(200);
      for (RawHttp http : slow) {
        assertThat(http.send(" ").head().get(0)).isEqualTo("HTTP/1.1 408");
        assertThat(http.content()).contains("The request did not arrive within 1000 ms.");
        assertThat(http.isClosed()).isTrue();
        http.close();
      }
    }
  }

  @Test
  void bodyThatIsTooLargeIsRefusedAndTheConnectionServesOn(BufferAllocator allocator)
      throws Exception {
    String large = "{" + " ".repeat(300_000) + "}";
    try (TestApp app = new TestApp(allocator)) {
      assertThat(app.post(large).statusCode()).isEqualTo(413);
      try (RawHttp http = new RawHttp(app.port())) {
        assertThat(http.stream(large).head().get(0)).isEqualTo("HTTP/1.1 413");
        assertThat(http.content()).contains("at most 262144 bytes (256 KiB) are read");
      }
    }
  }

  @Test
  void bodyThatNeverEndsIsCut(BufferAllocator allocator) throws Exception {
    try (TestApp app = new TestApp(allocator);
        RawHttp http = new RawHttp(app.port())) {
      http.send(
          "POST /fastflight/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n");
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                String much = " ".repeat(100_000);
                try {
                  for (int i = 0; i < 1_000; i++) {
                    http.send(much);
                  }
                } catch (java.io.IOException cut) {
                  return;
                }
                throw new AssertionError("All of it was read.");
              });
      sending.get(20, TimeUnit.SECONDS);
    }
  }

  private static void assertReleased(BufferAllocator allocator) {
    await()
        .atMost(PROMISED)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(allocator.getAllocatedMemory()).isZero());
  }

  /** Returns the threads of ours and of Tomcat's that are at work for a call. */
  private static Set<String> busyThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(
            thread ->
                List.of(thread.getValue()).toString().contains("io.fastflight.wire.StreamPump")
                    || List.of(thread.getValue()).toString().contains("spring.servlet"))
        .map(thread -> thread.getKey().getName())
        .collect(Collectors.toSet());
  }
}
