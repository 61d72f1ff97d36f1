package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fastflight.testkit.http.RawHttp;
import java.io.IOException;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Crowds of peers that send or read next to nothing: they cost little, and not for ever. */
class SlowCrowdTest {
  private static final int PEERS = 200;
  private static final long BATCH_BYTES = 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ENDLESS = "{\"param_type\": \"test.wide\", \"batches\": -1}";
  private static final String HEAD = "POST /fastflight/stream HTTP/1.1\r\nHost: localhost\r\n";

  private final List<RawHttp> crowd = new ArrayList<>();

  @AfterEach
  void leave() throws IOException {
    for (RawHttp peer : crowd) {
      peer.leave();
    }
  }

  private static TestDoor door(BufferAllocator allocator, Duration request, Duration read) {
    return new TestDoor(
        allocator,
        HttpClient.Version.HTTP_1_1,
        b -> b.requestTimeout(request).readTimeout(read).closeGrace(Duration.ZERO));
  }

  private static void assertServesOn(TestDoor door) throws Exception {
    assertThat(door.open("{\"param_type\": \"test.empty\"}").body().readAllBytes()).isNotEmpty();
  }

  @Test
  void readersThatTakeNothingHoldTwoBatchesEachAndAreCut(BufferAllocator allocator)
      throws Exception {
    try (TestDoor door = door(allocator, PATIENCE, Duration.ofSeconds(5))) {
      for (int i = 0; i < PEERS; i++) {
        crowd.add(new RawHttp(door.server.port(), 16 * 1024).stream(ENDLESS));
        assertThat(allocator.getAllocatedMemory()).isLessThanOrEqualTo((i + 1) * 3L * BATCH_BYTES);
      }
      assertServesOn(door);
      await().atMost(PATIENCE).until(() -> allocator.getAllocatedMemory() == 0);
      assertServesOn(door);
    }
  }

  /** Its window takes more than the socket, so that the end of its stream does not reach it. */
  @Test
  void aDeafPeerOfHttp2IsCutWithItsConnection(BufferAllocator allocator) throws Exception {
    try (TestDoor door = door(allocator, PATIENCE, Duration.ofSeconds(3));
        RawHttp2 deaf = new RawHttp2(door.server, 1 << 30).stream(ENDLESS)) {
      await().atMost(PATIENCE).until(() -> allocator.getAllocatedMemory() > 0);
      // the kernel gives such a connection up as well, half a minute after the last it took
      await().atMost(Duration.ofSeconds(20)).until(() -> allocator.getAllocatedMemory() == 0);
      assertThatThrownBy(
              () ->
                  await()
                      .atMost(PATIENCE)
                      .until(
                          () -> {
                            deaf.ping();
                            return false;
                          }))
          .isInstanceOf(SocketException.class);
      assertServesOn(door);
    }
  }

  @Test
  void aPeerThatUpgradesAndNeverSpeaksIsCut(BufferAllocator allocator) throws Exception {
    try (TestDoor door = door(allocator, Duration.ofSeconds(2), PATIENCE);
        RawHttp peer = new RawHttp(door.server.port())) {
      peer.send(
          """
          POST /fastflight/stream HTTP/1.1\r
          Host: localhost\r
          Connection: Upgrade, HTTP2-Settings\r
          Upgrade: h2c\r
          HTTP2-Settings: AAQCAAAA\r
          Content-Length: %d\r
          \r
          %s"""
              .formatted(ENDLESS.length(), ENDLESS));
      assertThat(peer.head().get(0)).isEqualTo("HTTP/1.1 101 Switching Protocols");
      await().atMost(PATIENCE).until(() -> allocator.getAllocatedMemory() > 0);
      await().atMost(PATIENCE).until(() -> allocator.getAllocatedMemory() == 0);
      assertThat(peer.isClosed()).isTrue(); // after the switch, nothing came
      assertServesOn(door);
    }
  }

  @Test
  void onePeerThatAsksOnAndOnAndReadsNothingIsCut(BufferAllocator allocator) throws Exception {
    String requests = "HEAD /fastflight/services HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
    try (TestDoor door = door(allocator, PATIENCE, PATIENCE);
        RawHttp peer = new RawHttp(door.server.port(), 16 * 1024)) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  peer.send(requests);
                }
              })
          .isInstanceOf(SocketException.class);
      assertServesOn(door);
    }
  }

  @Test
  void headersSentBitByBitAreNotWaitedForLong(BufferAllocator allocator) throws Exception {
    try (TestDoor door = door(allocator, Duration.ofSeconds(2), PATIENCE)) {
      for (int i = 0; i < PEERS; i++) {
        crowd.add(new RawHttp(door.server.port()).send(i % 2 == 0 ? HEAD : ""));
      }
      assertServesOn(door);
      trickleUntilRefused();
      assertServesOn(door);
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void bodiesSentBitByBitAreNotWaitedForLong(BufferAllocator allocator) throws Exception {
    try (TestDoor door = door(allocator, Duration.ofSeconds(2), PATIENCE)) {
      for (int i = 0; i < PEERS; i++) {
        crowd.add(
            new RawHttp(door.server.port())
                .send(HEAD + "Content-Length: 200000\r\n\r\n{\"a\": \""));
      }
      assertServesOn(door);
      trickleUntilRefused();
      assertServesOn(door);
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void connectionThatIsUsedAgainHasTheSamePatienceEachTime(BufferAllocator allocator)
      throws Exception {
    try (TestDoor door = door(allocator, Duration.ofSeconds(2), PATIENCE)) {
      RawHttp peer = new RawHttp(door.server.port());
      crowd.add(peer);
      for (int call = 0; call < 3; call++) {
        peer.send("GET /fastflight/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(peer.head()).startsWith("HTTP/1.1 200 OK");
        assertThat(peer.content()).contains("live");
      }
      trickleUntilRefused();
    }
  }

  /** Has each peer send a letter, again and again, until the server wants no more of any. */
  private void trickleUntilRefused() {
    List<RawHttp> open = new ArrayList<>(crowd);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              open.removeIf(SlowCrowdTest::refusesALetter);
              return open.isEmpty();
            });
  }

  private static boolean refusesALetter(RawHttp peer) {
    try {
      peer.send("x");
      return false;
    } catch (IOException closed) {
      return true;
    }
  }
}
