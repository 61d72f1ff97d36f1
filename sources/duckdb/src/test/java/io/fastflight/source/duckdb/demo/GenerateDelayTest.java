package io.fastflight.source.duckdb.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.params.DataParams;
import io.fastflight.service.Cancellation;
import io.fastflight.service.ServiceContext;
import io.fastflight.testkit.RowOracle;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GenerateDelayTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final GenerateParams SLOW = delayed(60_000);

  private Demo demo;

  @BeforeEach
  void open() {
    demo = Demo.open();
  }

  @AfterEach
  void close() {
    demo.close();
  }

  @Test
  void eachBatchIsWaitedForAndTheEndIsNot(BufferAllocator allocator) throws Exception {
    long began = System.nanoTime();

    try (BatchReader reader = demo.read(delayed(100), allocator)) {
      assertThat(RowOracle.int64(0, 2).checkAll(reader)).isEqualTo(3_000);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(300));
  }

  @Test
  void cancelEndsADelay(BufferAllocator allocator) throws Exception {
    Cancellation cancellation = new Cancellation();
    ServiceContext context = new ServiceContext(allocator, 1_000, cancellation);

    try (BatchReader reader = demo.read(SLOW, context)) {
      CompletableFuture<Boolean> waiting = nextLater(reader);
      cancellation.cancel();

      assertThat(waiting)
          .failsWithin(LIMIT)
          .withThrowableThat()
          .withCauseInstanceOf(CallCancelledException.class);
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void cancelEndsADelayOfThePublisher(BufferAllocator allocator) throws Exception {
    Cancellation cancellation = new Cancellation();
    ServiceContext context = new ServiceContext(allocator, 1_000, cancellation);
    DataParams slow = GenerateAsyncParams.of(SLOW);

    try (BatchReader reader = demo.read(slow, context)) {
      CompletableFuture<Boolean> waiting = nextLater(reader);
      cancellation.cancel();

      assertThat(waiting).failsWithin(LIMIT);
    }
    Awaitility.await().atMost(LIMIT).until(() -> allocator.getAllocatedMemory() == 0);
  }

  @Test
  void abandonedDelaysExhaustNothing(BufferAllocator allocator) throws Exception {
    Cancellation cancellation = new Cancellation();
    ServiceContext context = new ServiceContext(allocator, 1_000, cancellation);
    for (int i = 0; i < 20; i++) {
      assertThat(demo.read(GenerateAsyncParams.of(SLOW), context)).isNotNull();
    }

    try (BatchReader reader = demo.read(GenerateAsyncParams.of(delayed(1)), allocator)) {
      assertThat(RowOracle.int64(0, 2).checkAll(reader)).isEqualTo(3_000);
    }
    cancellation.cancel();
    Awaitility.await().atMost(LIMIT).until(() -> allocator.getAllocatedMemory() == 0);
  }

  private static CompletableFuture<Boolean> nextLater(BatchReader reader) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> next =
        CompletableFuture.supplyAsync(
            () -> {
              begun.countDown();
              return reader.next();
            });
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    return next;
  }

  private static GenerateParams delayed(int delayMs) {
    return new GenerateParams(
        3_000, 2, 1_000, 0, GenerateKind.int64, delayMs, OptionalLong.empty(), false);
  }
}
