package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fastflight.engine.Engine;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.service.StreamSource;
import io.fastflight.testkit.http.RawHttp;
import io.fastflight.testkit.sample.SampleServices;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting and closing. */
class FastFlightHttpServerTest {
  private static final String WAITS = "{\"param_type\": \"test.slow\", \"batches\": 2}";

  @Test
  void locationNamesHostAndPort(BufferAllocator allocator) {
    try (FastFlightHttpServer server = builder(allocator).start()) {
      assertThat(server.port()).isPositive();
      assertThat(server.location()).isEqualTo("http://127.0.0.1:" + server.port());
      assertThat(server.prefix()).isEqualTo("/fastflight");
    }
  }

  @Test
  void locationOfAnIpv6AddressHasBrackets(BufferAllocator allocator) {
    try (FastFlightHttpServer server = builder(allocator).host("::1").start()) {
      assertThat(server.location()).isEqualTo("http://[::1]:" + server.port());
    }
  }

  @Test
  void portInUseIsNamed(BufferAllocator allocator) throws Exception {
    try (FastFlightHttpServer first = builder(allocator).start()) {
      assertThatThrownBy(() -> builder(allocator).port(first.port()).start())
          .isInstanceOf(ServerUnavailableException.class)
          .hasMessageMatching(
              "Cannot listen on 127\\.0\\.0\\.1:\\d+: .*Address already in use.*\\. Is another server running there\\? Choose another port, or 0 for any free one\\.");
    }
  }

  @Test
  void addressThatOthersReachNeedsToBeAllowed(BufferAllocator allocator) {
    assertThatThrownBy(() -> builder(allocator).host("0.0.0.0").start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("0.0.0.0 can be reached by others");
    try (FastFlightHttpServer server = builder(allocator).host("0.0.0.0").allowInsecure().start()) {
      assertThat(server.port()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fastflight", "/", "/fastflight/", "/a b", "/a?b", "//"})
  void prefixThatNoPathCanHaveIsRefused(String prefix, BufferAllocator allocator) {
    assertThatThrownBy(() -> builder(allocator).prefix(prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "prefix must be empty or like /fastflight, without a slash at its end, was '%s'.",
            prefix);
  }

  @Test
  void settingsHaveDefaultsAndBounds(BufferAllocator allocator) {
    StreamSource source = new Engine(SampleServices.registry(), allocator);
    assertThatThrownBy(() -> FastFlightHttpServer.builder(source).closeGrace(Duration.ofMillis(-1)))
        .hasMessage("closeGrace must be 0 or more, was PT-0.001S.");
    assertThatThrownBy(() -> FastFlightHttpServer.builder(source).port(65_536).start())
        .hasMessage("port must be 0..65535, was 65536.");
  }

  @Test
  void closingLetsARunningStreamEnd(BufferAllocator allocator) throws Exception {
    try (TestDoor door = door(allocator, Duration.ofSeconds(20))) {
      HttpResponse<InputStream> response =
          door.open("{\"param_type\": \"test.wide\", \"batches\": 30}");
      response.body().readNBytes(1_000_000);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(door.server::close);
      awaitRefusal(door);
      assertThat(closing).isNotDone();
      long rest = response.body().readAllBytes().length;
      assertThat(rest).isGreaterThan(29 * 1_000_000);
      closing.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void callThatComesWhileClosingIsToldSo(BufferAllocator allocator) throws Exception {
    try (TestDoor door = door(allocator, Duration.ofSeconds(20));
        RawHttp running = new RawHttp(door.server.port())) {
      running.stream(WAITS).head();
      assertThat(door.slow.awaitWaiting(1, Duration.ofSeconds(10))).isTrue();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(door.server::close);
      awaitRefusal(door);
      assertThat(door.refusal(WAITS))
          .isEqualTo(
              new TestDoor.Refusal(
                  503,
                  "UNAVAILABLE",
                  "This server is shutting down. Try again later, or ask another.",
                  true,
                  ""));
      running.leave();
      closing.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void closingCutsWhatDoesNotEndInTime(BufferAllocator allocator) throws Exception {
    try (TestDoor door = door(allocator, Duration.ZERO);
        RawHttp begun = new RawHttp(door.server.port());
        RawHttp silent = new RawHttp(door.server.port());
        RawHttp unread = new RawHttp(door.server.port(), 16 * 1024);
        RawHttp2 deaf = new RawHttp2(door.server, 1 << 30)) {
      begun.stream(WAITS).head();
      silent.stream("{\"param_type\": \"test.slow\"}");
      unread.stream("{\"param_type\": \"test.wide\", \"batches\": -1}").head();
      deaf.stream("{\"param_type\": \"test.wide\", \"batches\": -1}");
      assertThat(door.slow.awaitWaiting(2, Duration.ofSeconds(10))).isTrue();
      long start = System.nanoTime();
      door.server.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
      assertThat(begun.body().terminated()).isFalse();
      assertThat(silent.head()).startsWith("HTTP/1.1 503 Service Unavailable");
      assertThat(unread.body().terminated()).isFalse();
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void closedServerHasLeftItsPortAndItsThreads(BufferAllocator allocator) throws Exception {
    int port;
    List<Thread> before = threadsOfServers(); // Armeria's client leaves one for the JVM's life
    try (TestDoor door = door(allocator, Duration.ZERO)) {
      door.open("{\"param_type\": \"test.rows\"}").body().readAllBytes();
      port = door.server.port();
      door.server.close();
      door.server.close();
      door.server.awaitClose();
      assertThat(door.server.port()).isEqualTo(port);
      // a thread that has said it ended takes a moment to be gone
      await()
          .atMost(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(before).containsAll(threadsOfServers()));
    }
    new ServerSocket(port).close();
  }

  @Test
  void awaitCloseWaits(BufferAllocator allocator) throws Exception {
    try (FastFlightHttpServer server = builder(allocator).start()) {
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(
              () -> {
                try {
                  server.awaitClose();
                } catch (InterruptedException interrupted) {
                  throw new IllegalStateException(interrupted);
                }
              });
      assertThat(waiting).isNotDone();
      server.close();
      waiting.get(5, TimeUnit.SECONDS);
    }
  }

  private static List<Thread> threadsOfServers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().contains("armeria") || t.getName().startsWith("fastflight-http"))
        .toList();
  }

  /** Waits until the server has begun to close: then it refuses, and not before. */
  private static void awaitRefusal(TestDoor door) {
    await().until(() -> door.open("{\"param_type\": \"test.empty\"}"), r -> drained(r) == 503);
  }

  private static int drained(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      body.readAllBytes();
      return response.statusCode();
    } catch (IOException broken) {
      return 0;
    }
  }

  private static TestDoor door(BufferAllocator allocator, Duration grace) {
    return new TestDoor(allocator, HttpClient.Version.HTTP_1_1, b -> b.closeGrace(grace));
  }

  private static FastFlightHttpServer.Builder builder(BufferAllocator allocator) {
    return FastFlightHttpServer.builder(new Engine(SampleServices.registry(), allocator)).port(0);
  }
}
