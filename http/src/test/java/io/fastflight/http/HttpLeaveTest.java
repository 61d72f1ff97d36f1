package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fastflight.testkit.http.RawHttp;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that leave, and peers that take their time. */
class HttpLeaveTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final String WAITS = "{\"param_type\": \"test.slow\", \"batches\": 2}";
  private static final String WAITS_AT_ONCE = "{\"param_type\": \"test.slow\"}";
  private static final String ENDLESS = "{\"param_type\": \"test.wide\", \"batches\": -1}";

  /** What a batch of test.wide takes of its allocator. */
  private static final long BATCH_BYTES = 1024 * 1024;

  @Test
  void peerOfHttp1ThatLeavesAWaitingSourceFreesIt(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator)) {
      RawHttp http = new RawHttp(door.server.port());
      http.stream(WAITS).head();
      assertThat(door.slow.awaitWaiting(1, PATIENCE)).isTrue();
      http.close();
      assertFreed(door, allocator);
    }
  }

  @Test
  void peerThatLeavesBeforeTheFirstBatchFreesItsSource(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator)) {
      RawHttp http = new RawHttp(door.server.port());
      http.stream(WAITS_AT_ONCE);
      assertThat(door.slow.awaitWaiting(1, PATIENCE)).isTrue();
      http.leave();
      assertFreed(door, allocator);
    }
  }

  @Test
  void streamOfHttp2ThatIsCancelledFreesItsSource(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        RawHttp2 http = new RawHttp2(door.server, 1 << 30)) {
      http.stream(WAITS);
      assertThat(door.slow.awaitWaiting(1, PATIENCE)).isTrue();
      http.cancel();
      assertFreed(door, allocator);
      assertThat(http.stream("{\"param_type\": \"test.empty\"}").answer().error()).isZero();
    }
  }

  @Test
  void peerOfHttp2ThatLeavesFreesItsSource(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator)) {
      RawHttp2 http = new RawHttp2(door.server, 1 << 30);
      http.stream(WAITS);
      assertThat(door.slow.awaitWaiting(1, PATIENCE)).isTrue();
      http.close();
      assertFreed(door, allocator);
    }
  }

  @ParameterizedTest
  @EnumSource
  void javaClientThatClosesItsBodyEarlyFreesTheSource(
      HttpClient.Version version, BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator, version, b -> b)) {
      HttpResponse<InputStream> response = door.open(WAITS);
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.body().read()).isNotNegative();
      assertThat(door.slow.awaitWaiting(1, PATIENCE)).isTrue();
      response.body().close();
      assertFreed(door, allocator);
    }
  }

  @Test
  void peerThatLeavesInTheMiddleOfMuchGivesTheMemoryBack(BufferAllocator allocator)
      throws Exception {
    try (TestDoor door = new TestDoor(allocator)) {
      HttpResponse<InputStream> response = door.open(ENDLESS);
      response.body().readNBytes(5_000_000);
      response.body().close();
      assertReleased(allocator);

      RawHttp http = new RawHttp(door.server.port());
      http.stream(ENDLESS).head();
      http.in().readNBytes(5_000_000);
      http.leave();
      assertReleased(allocator);
    }
  }

  @ParameterizedTest
  @CsvSource({"csv, identity", "ndjson, gzip", "json, zstd", "json-columns, identity"})
  void peerThatLeavesInTheMiddleOfTextGivesTheMemoryBack(
      String format, String coding, BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        RawHttp http = new RawHttp(door.server.port(), 16 * 1024)) {
      http.send(
          "GET /fastflight/stream/test.wide?batches=-1&format=%s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: %s\r\n\r\n"
              .formatted(format, coding));
      assertThat(http.head()).startsWith("HTTP/1.1 200 OK");
      http.in().readNBytes(1_000_000);
      // the batch that is being written, and nothing else of the source
      assertThat(allocator.getAllocatedMemory()).isLessThanOrEqualTo(2L * BATCH_BYTES);
      http.leave();
      assertReleased(allocator);
    }
  }

  @Test
  void streamOfHttp2ThatIsCancelledWithAFullWindowGivesTheMemoryBack(BufferAllocator allocator)
      throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        RawHttp2 http = new RawHttp2(door.server, 100_000)) {
      http.stream(ENDLESS);
      await().atMost(PATIENCE).until(() -> allocator.getAllocatedMemory() > BATCH_BYTES);
      http.cancel();
      assertReleased(allocator);
    }
  }

  @Test
  void slowPeersHoldNoThreadAndLittleMemory(BufferAllocator allocator) throws Exception {
    int peers = 50;
    List<RawHttp> slow = new ArrayList<>();
    try (TestDoor door = new TestDoor(allocator)) {
      long directBefore = nettyBytes();
      for (int i = 0; i < peers; i++) {
        slow.add(new RawHttp(door.server.port(), 16 * 1024).stream(ENDLESS));
      }
      for (int round = 0; round < 20; round++) {
        for (RawHttp http : slow) {
          http.in().readNBytes(20_000);
        }
        // one batch on its way, one behind it, and for a moment the next
        assertThat(allocator.getAllocatedMemory()).isLessThan(peers * 3L * BATCH_BYTES);
      }
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(busyWorkers()).isZero());
      assertThat(allocator.getAllocatedMemory()).isLessThanOrEqualTo(peers * 2L * BATCH_BYTES);
      assertThat(nettyBytes() - directBefore)
          .as("what Netty holds of its own: no copy of a batch")
          .isLessThan(BATCH_BYTES * peers / 2);
      // another caller is served meanwhile
      assertThat(door.open("{\"param_type\": \"test.empty\"}").body().readAllBytes()).isNotEmpty();
      for (RawHttp http : slow) {
        http.leave();
      }
      assertReleased(allocator);
    }
  }

  private static void assertFreed(TestDoor door, BufferAllocator allocator) {
    assertThat(door.slow.awaitClosed(1, PROMISED)).isTrue();
    assertReleased(allocator);
  }

  private static void assertReleased(BufferAllocator allocator) {
    await()
        .atMost(PROMISED)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(allocator.getAllocatedMemory()).isZero());
  }

  private static long nettyBytes() throws IOException {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  private static long busyWorkers() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("fastflight-http-worker"))
        .filter(thread -> List.of(thread.getValue()).toString().contains("StreamPump"))
        .count();
  }
}
