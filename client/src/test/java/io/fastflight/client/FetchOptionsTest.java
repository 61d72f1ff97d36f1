package io.fastflight.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.client.retry.ResiliencePreset;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.service.Compression;
import io.fastflight.service.StreamRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one read can ask for, in front of a stock Arrow Flight server. */
class FetchOptionsTest {
  private static final StreamRequest REQUEST = StreamRequest.of("any.service", Map.of());

  /** Sends 10 rows and then nothing, until the call is cancelled. */
  private static PlainFlightServer silent(BufferAllocator memory, CountDownLatch cancelled)
      throws Exception {
    return new PlainFlightServer(
        memory,
        (allocator, listener) -> {
          listener.setOnCancelHandler(cancelled::countDown);
          PlainFlightServer.sendIds(allocator, listener, 1);
        });
  }

  private static FastFlightClient client(PlainFlightServer server) {
    return FastFlightClient.connect(
        ClientConfig.builder(server.location()).resilience(ResiliencePreset.DISABLED).build());
  }

  private static void readAll(FastFlightClient client, boolean fetch) {
    if (fetch) {
      client.fetch(REQUEST).close();
      return;
    }
    try (BatchReader reader = client.open(REQUEST)) {
      while (reader.next()) {
        reader.batch();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeadlineEndsTheWholeReadAndReachesTheServer(boolean fetch, BufferAllocator memory)
      throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    FetchOptions options = FetchOptions.builder().deadline(Duration.ofMillis(1_500)).build();
    try (PlainFlightServer server = silent(memory, cancelled);
        FastFlightClient client = client(server)) {
      FastFlightException failure =
          catchThrowableOfType(
              DeadlineExceededException.class, () -> readAll(client.with(options), fetch));
      assertThat(failure)
          .hasMessage(
              "The deadline of PT1.5S passed after 10 rows from %s. Give FetchOptions.deadline more time, or ask for less.",
              server.location());
      assertThat(failure.rowsDelivered()).isEqualTo(OptionalLong.of(10));
      assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(client.poolStatistics().leased()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aServerThatFallsSilentIsGivenUp(boolean fetch, BufferAllocator memory) throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    FetchOptions options = FetchOptions.builder().maxGap(Duration.ofMillis(700)).build();
    try (PlainFlightServer server = silent(memory, cancelled);
        FastFlightClient client = client(server)) {
      FastFlightException failure =
          catchThrowableOfType(
              ServerUnavailableException.class, () -> readAll(client.with(options), fetch));
      assertThat(failure)
          .hasMessage(
              "%s sent nothing for PT0.7S, after 10 rows. It may be stopped, or cut off; or give FetchOptions.maxGap more time.",
              server.location());
      assertThat(failure.rowsDelivered()).isEqualTo(OptionalLong.of(10));
      assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, 20, 500",
    "false, 3000, 7000"
  }) // a reader may be slow to ask again, a fetch not
  void whoWaitsForASilentServerIsNoReaderThatNobodyReads(
      boolean fetch, int reportMillis, int gapMillis, BufferAllocator memory) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    CountDownLatch cancelled = new CountDownLatch(1);
    FetchOptions options = FetchOptions.builder().maxGap(Duration.ofMillis(gapMillis)).build();
    try (PlainFlightServer server = silent(memory, cancelled);
        FastFlightClient client =
            FastFlightClient.connect(
                ClientConfig.builder(server.location())
                    .resilience(ResiliencePreset.DISABLED)
                    .reportUnusedAfter(Duration.ofMillis(reportMillis))
                    .build())) {
      assertThatThrownBy(() -> readAll(client.with(options), fetch))
          .isInstanceOf(ServerUnavailableException.class);
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("was not read from");
  }

  @Test
  void aReaderThatTakesItsTimeIsNoGap(BufferAllocator memory) throws Exception {
    FetchOptions options = FetchOptions.builder().maxGap(Duration.ofSeconds(2)).build();
    try (PlainFlightServer server =
            new PlainFlightServer(
                memory,
                (allocator, listener) -> {
                  PlainFlightServer.sendIds(allocator, listener, 20);
                  listener.completed();
                });
        FastFlightClient client = client(server);
        BatchReader reader = client.with(options).open(REQUEST)) {
      int batches = 0;
      while (reader.next()) {
        batches++;
        if (batches == 1) {
          new CountDownLatch(1).await(3, TimeUnit.SECONDS); // the reader is busy, the server is not
        }
      }
      assertThat(batches).isEqualTo(20);
    }
  }

  @Test
  void noFreeStreamInTimeIsSaidAndTheDeadlineHoldsThereToo(BufferAllocator memory)
      throws Exception {
    ClientConfig.Builder config =
        ClientConfig.builder("grpc://127.0.0.1:1")
            .maxStreams(1)
            .acquireTimeout(Duration.ofMillis(50));
    CountDownLatch cancelled = new CountDownLatch(1);
    try (PlainFlightServer server = silent(memory, cancelled);
        FastFlightClient client =
            FastFlightClient.connect(
                ClientConfig.builder(server.location())
                    .maxStreams(1)
                    .acquireTimeout(Duration.ofSeconds(2))
                    .build());
        BatchReader holding = client.open(REQUEST)) {
      assertThat(holding.next()).isTrue();
      assertThatThrownBy(() -> client.fetch(REQUEST))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessageStartingWith(
              "No free stream to %s within 2 s: 1 of 1 leased, oldest for ", server.location())
          .hasMessageContaining("by thread '" + Thread.currentThread().getName() + "'");
      FetchOptions soon = FetchOptions.builder().deadline(Duration.ofMillis(100)).build();
      assertThatThrownBy(() -> client.with(soon).fetch(REQUEST))
          .isInstanceOf(DeadlineExceededException.class);
      assertThat(client.poolStatistics().waiting()).isZero();
      holding.close();
      assertThat(client.poolStatistics().leased()).isZero();
    }
    assertThat(config.build().maxStreams()).isOne();
  }

  @Test
  void headersAndWishesReachTheServer(BufferAllocator memory) throws Exception {
    FetchOptions options =
        FetchOptions.builder()
            .header("X-Tenant", "blue")
            .batchRows(77)
            .compression(Compression.LZ4)
            .build();
    try (PlainFlightServer server =
            new PlainFlightServer(
                memory,
                (allocator, listener) -> {
                  PlainFlightServer.sendIds(allocator, listener, 0);
                  listener.completed();
                });
        FastFlightClient client = client(server);
        Table table = client.with(options).fetch(REQUEST)) {
      assertThat(table.rowCount()).isZero();
      assertThat(server.header("x-tenant")).isEqualTo("blue");
      assertThat(server.header("fastflight-batch-rows")).isEqualTo("77");
      assertThat(server.header("fastflight-compression")).isEqualTo("lz4");
    }
  }

  @Test
  void badOptionsAreRefusedAtOnce() {
    FetchOptions.Builder builder = FetchOptions.builder();
    assertRefused(
        () -> builder.deadline(Duration.ZERO), "deadline must be 1 ms..365 days, was PT0S.");
    assertRefused(
        () -> builder.maxGap(Duration.ofSeconds(-1)), "maxGap must be 1 ms..365 days, was PT-1S.");
    assertRefused(() -> builder.parallelism(0), "parallelism must be 1..1024, was 0.");
    assertRefused(
        () -> builder.header("fastflight-batch-rows", "5"),
        "A header's name must be letters, digits, -, _ and ., at most 80, and not grpc-..., fastflight-... or ...-bin, was 'fastflight-batch-rows'.");
    assertRefused(
        () -> builder.header("x-a", "b\nc"), "The value of header 'x-a' must be printable ASCII.");
    assertThatThrownBy(() -> builder.batchRows(0))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage("The rows of a batch must be 1..16777216, was 0.");
    assertThat(FetchOptions.defaults().parallelism()).isOne();
    assertThat(FetchOptions.defaults().deadline()).isEmpty();
    assertThat(FetchOptions.defaults().maxGap()).isEmpty();
  }

  @Test
  void badSettingsOfAClientAreRefusedAtOnce() {
    ClientConfig.Builder builder = ClientConfig.builder("grpc://h:1");
    assertRefused(() -> builder.maxStreams(0), "maxStreams must be 1..100000, was 0.");
    assertRefused(
        () -> builder.acquireTimeout(Duration.ZERO),
        "acquireTimeout must be 1 ms..365 days, was PT0S.");
    assertRefused(() -> builder.maxChannels(-1), "maxChannels must be 1..64, was -1.");
    assertRefused(() -> builder.streamsPerChannel(0), "streamsPerChannel must be 1..10000, was 0.");
    assertRefused(
        () -> builder.connectTimeout(Duration.ofSeconds(-1)),
        "connectTimeout must be 1 ms..365 days, was PT-1S.");
    assertRefused(
        () -> builder.pingAfter(Duration.ofSeconds(5)),
        "pingAfter must be 10 s..365 days, was PT5S.");
    assertRefused(
        () -> builder.pingAfter(Duration.ZERO), "pingAfter must be 10 s..365 days, was PT0S.");
    assertRefused(
        () -> builder.closeGrace(Duration.ofSeconds(Long.MAX_VALUE)),
        "closeGrace must be 0..365 days, was PT2562047788015215H30M7S.");
    assertRefused(
        () -> builder.reportUnusedAfter(Duration.ZERO),
        "reportUnusedAfter must be 1 ms..365 days, was PT0S.");
    assertRefused(() -> builder.replica("grpc://h:1"), "The location grpc://h:1 is named twice.");
    ClientConfig defaults = builder.build();
    assertThat(defaults.maxStreams()).isEqualTo(64);
    assertThat(defaults.acquireTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(defaults.streamsPerChannel()).isEqualTo(16);
    assertThat(defaults.maxChannels()).isEqualTo(4);
    assertThat(defaults.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(defaults.pingAfter()).isEqualTo(Duration.ofMinutes(5));
    assertThat(defaults.reportUnusedAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(defaults.resilience().maxAttempts()).isEqualTo(3);
  }

  @Test
  void nothingInPlaceOfAValueIsRefusedByName() {
    FetchOptions.Builder options = FetchOptions.builder();
    ClientConfig.Builder config = ClientConfig.builder("grpc://h:1");
    assertMissing(() -> options.compression(null), "compression");
    assertMissing(() -> options.progress(null), "listener");
    assertMissing(() -> options.resilience((ResilienceConfig) null), "config");
    assertMissing(() -> options.signIn(null), "signIn");
    assertMissing(() -> config.signIn(null), "signIn");
    assertMissing(() -> config.tls(null), "tls");
  }

  private static void assertMissing(ThrowingCallable call, String name) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(name);
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
