package io.fastflight.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.service.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancellationTest {
  /** Streams for ever. */
  private static final String ENDLESS = "SELECT i, 'r' || i AS s FROM range(1000000000000) t(i)";

  /** Executes for ever. */
  private static final String COUNTING =
      "SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 3 = 1";

  /** Streams a little, then searches for ever. */
  private static final String SEARCHING =
      "SELECT i FROM range(1000000000000) t(i) WHERE i < 1000000 OR i = 999999999999";

  private static final List<String> LONG_QUERIES =
      List.of(
          ENDLESS,
          COUNTING,
          SEARCHING,
          "SELECT a.i, b.i FROM range(100000) a(i), range(100000) b(i) WHERE (a.i + b.i) % 7 = 1",
          "SELECT i FROM range(30000000) t(i) ORDER BY i % 977, i DESC",
          "SELECT CAST(CASE i % 2 WHEN 0 THEN 'a' ELSE 'b' END AS ENUM('a', 'b')), [i, i], {'a': i}"
              + " FROM range(1000000000000) t(i)");

  private static final Duration LIMIT = Duration.ofSeconds(1);

  private DuckDbDatabase database;
  private ScheduledExecutorService clock;

  @BeforeEach
  void open() {
    database = DuckDbDatabase.builder("test").threads(2).open();
    clock = Executors.newScheduledThreadPool(2);
  }

  @AfterEach
  void close() {
    clock.shutdownNow();
    database.close();
    assertThat(database.importedBytes()).isZero();
  }

  @Test
  void aCancelledCallIsNotExecuted(BufferAllocator allocator) {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();

    assertThatThrownBy(() -> open(ENDLESS, allocator, cancellation))
        .isInstanceOf(CallCancelledException.class);
  }

  @Test
  void cancelStopsAnExecutingQuery(BufferAllocator allocator) {
    Cancellation cancellation = new Cancellation();
    AtomicLong cancelled = cancelAfter(200, cancellation);

    assertThatThrownBy(() -> open(COUNTING, allocator, cancellation))
        .isInstanceOf(CallCancelledException.class);
    assertWithinLimit(cancelled);
  }

  @Test
  void theDeadlineIsTold(BufferAllocator allocator) {
    Cancellation cancellation = new Cancellation();
    ScheduledFuture<?> unused = clock.schedule(cancellation::expire, 100, TimeUnit.MILLISECONDS);

    assertThatThrownBy(() -> open(COUNTING, allocator, cancellation))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {ENDLESS, SEARCHING})
  void cancelStopsAStreamingQuery(String sql, BufferAllocator allocator) {
    Cancellation cancellation = new Cancellation();

    try (BatchReader reader = open(sql, allocator, cancellation)) {
      assertThat(reader.next()).isTrue();
      AtomicLong cancelled = cancelAfter(200, cancellation);
      assertThatThrownBy(() -> drain(reader)).isInstanceOf(CallCancelledException.class);
      assertWithinLimit(cancelled);
      assertThatThrownBy(reader::next).isInstanceOf(CallCancelledException.class);
    }
  }

  @Test
  void cancelStopsAStreamNobodyReads(BufferAllocator allocator) {
    Cancellation cancellation = new Cancellation();

    try (BatchReader reader = open(ENDLESS, allocator, cancellation)) {
      assertThat(reader.next()).isTrue();
      cancellation.cancel();
      assertThatThrownBy(reader::next).isInstanceOf(CallCancelledException.class);
    }
    assertThat(database.importedBytes()).isZero();
  }

  @Test
  void cancelAfterTheEndChangesNothing(BufferAllocator allocator) {
    Cancellation cancellation = new Cancellation();
    BatchReader reader = open("SELECT 1", allocator, cancellation);
    drain(reader);
    reader.close();

    cancellation.cancel();
    reader.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {ENDLESS, SEARCHING})
  void closingFromAnotherThreadStopsTheReader(String sql, BufferAllocator allocator)
      throws Exception {
    BatchReader reader = open(sql, allocator, new Cancellation());
    CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> countBatches(reader));
    clock.schedule(reader::close, 200, TimeUnit.MILLISECONDS).get(10, TimeUnit.SECONDS);

    assertThat(reading)
        .failsWithin(LIMIT)
        .withThrowableThat()
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("This reader of a DuckDB query is closed.");
  }

  @Test
  void closingTheDatabaseStopsItsReaders(BufferAllocator allocator) {
    try (BatchReader streaming = open(ENDLESS, allocator, new Cancellation())) {
      assertThat(streaming.next()).isTrue();
      CompletableFuture<BatchReader> executing =
          CompletableFuture.supplyAsync(() -> open(COUNTING, allocator, new Cancellation()));
      ScheduledFuture<?> unused =
          clock.schedule(() -> database.close(), 200, TimeUnit.MILLISECONDS);

      assertThat(executing)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withMessageContaining("was closed before the end of the stream");
      assertThatThrownBy(() -> drain(streaming))
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "DuckDB source 'test' was closed before the end of the stream. Close readers before the database.");
    }
  }

  /** A native crash would end this JVM; a lost cancel would run into JUnit's timeout. */
  @Test
  void cancellingAtAnyMomentNeverCrashesAndNeverTakesLong(BufferAllocator allocator)
      throws Exception {
    int rounds = Integer.getInteger("cancel.rounds", 200);
    Random random = new Random(Long.getLong("test.seed", 1));
    for (int round = 0; round < rounds; round++) {
      Cancellation cancellation = new Cancellation();
      AtomicLong cancelled = new AtomicLong();
      ScheduledFuture<?> cancelling =
          clock.schedule(
              () -> {
                cancelled.set(System.nanoTime());
                cancellation.cancel();
              },
              random.nextInt(30_000_000),
              TimeUnit.NANOSECONDS);

      String sql = LONG_QUERIES.get(round % LONG_QUERIES.size());
      assertThatThrownBy(
              () -> {
                try (BatchReader reader = open(sql, allocator, cancellation)) {
                  drain(reader);
                }
              })
          .as(sql)
          .isInstanceOf(CallCancelledException.class);
      cancelling.get();
      assertWithinLimit(cancelled);
      assertThat(allocator.getAllocatedMemory()).isZero();
      assertThat(database.importedBytes()).isZero();
    }
  }

  private BatchReader open(String sql, BufferAllocator allocator, Cancellation cancellation) {
    return database.query(DuckDbQuery.of(sql), Requests.context(allocator, cancellation));
  }

  private AtomicLong cancelAfter(int millis, Cancellation cancellation) {
    AtomicLong cancelled = new AtomicLong();
    ScheduledFuture<?> unused =
        clock.schedule(
            () -> {
              cancelled.set(System.nanoTime());
              cancellation.cancel();
            },
            millis,
            TimeUnit.MILLISECONDS);
    return cancelled;
  }

  private static void drain(BatchReader reader) {
    while (reader.next()) {
      assertThat(reader.batch().getRowCount()).isPositive();
    }
  }

  private static long countBatches(BatchReader reader) {
    long batches = 0;
    while (reader.next()) {
      batches++;
    }
    return batches;
  }

  private static void assertWithinLimit(AtomicLong cancelled) {
    assertThat(Duration.ofNanos(System.nanoTime() - cancelled.get())).isLessThan(LIMIT);
  }
}
