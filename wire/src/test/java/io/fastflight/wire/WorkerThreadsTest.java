package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fastflight.service.Standby;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerThreadsTest {
  private enum Kind {
    PLATFORM {
      @Override
      WorkerThreads create(int maxThreads) {
        return WorkerThreads.platform("reader", maxThreads);
      }
    },
    VIRTUAL {
      @Override
      WorkerThreads create(int maxThreads) {
        assumeTrue(
            Runtime.version().feature() >= 21,
            "This JVM is older than 21 and has no virtual threads: run the test on a newer one.");
        return WorkerThreads.virtual("reader", maxThreads);
      }
    };

    abstract WorkerThreads create(int maxThreads);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @EnumSource
  void thereAreNoMoreThreadsThanAllowed(Kind kind) throws Exception {
    Set<String> names = ConcurrentHashMap.newKeySet();
    CountDownLatch ran = new CountDownLatch(50);
    try (WorkerThreads workers = kind.create(2)) {
      for (int i = 0; i < 50; i++) {
        workers.execute(
            () -> {
              names.add(Thread.currentThread().getName());
              ran.countDown();
            });
      }
      ran.await();
    }
    assertThat(names).isSubsetOf("reader-1", "reader-2");
  }

  @ParameterizedTest
  @EnumSource
  void threadsThatStandInLineLendTheirPlaces(Kind kind) throws Exception {
    CountDownLatch queued = new CountDownLatch(1);
    CountDownLatch turn = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(4);
    try (WorkerThreads workers = kind.create(2)) {
      for (int i = 0; i < 2; i++) {
        workers.execute(
            () -> {
              await(queued); // what comes behind waits for these threads
              Standby.during(
                  () -> {
                    await(turn);
                    return done;
                  });
              done.countDown();
            });
      }
      workers.execute(done::countDown);
      workers.execute(turn::countDown);
      queued.countDown();
      turn.await();
      workers.execute(done::countDown);
      done.await();
      assertThat(workers.hasWaiting()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatFindsNoFreeThreadWaitsInOrder(Kind kind) throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    try (WorkerThreads workers = kind.create(1)) {
      assertThat(workers.hasWaiting()).isFalse();
      workers.execute(
          () -> {
            started.countDown();
            await(go);
          });
      started.await();
      assertThat(workers.hasWaiting()).as("while one runs").isFalse();
      for (int i = 0; i < 10; i++) {
        int number = i;
        workers.execute(() -> order.add(number));
      }
      assertThat(workers.hasWaiting()).as("while ten wait").isTrue();
      go.countDown();
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @ParameterizedTest
  @EnumSource
  void closingLetsWhatRunsAndWaitsEnd(Kind kind) {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(2);
    WorkerThreads workers = kind.create(1);
    for (int i = 0; i < 2; i++) {
      workers.execute(
          () -> {
            await(go);
            ran.countDown();
          });
    }
    go.countDown();
    workers.close();
    assertThat(ran.getCount()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void afterTheGraceWhatRunsIsInterrupted(Kind kind) throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    WorkerThreads workers = kind.create(1);
    workers.execute(
        () -> {
          started.countDown();
          await(new CountDownLatch(1));
          interrupted.set(Thread.currentThread().isInterrupted());
        });
    started.await();
    workers.close(Duration.ofMillis(1));
    assertThat(interrupted).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void closedItRefuses(Kind kind) {
    WorkerThreads workers = kind.create(1);
    workers.close();
    workers.close();
    assertThatThrownBy(() -> workers.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptedCloseDoesNotWaitAndSaysSo(Kind kind) throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    WorkerThreads workers = kind.create(1);
    workers.execute(
        () -> {
          started.countDown();
          await(new CountDownLatch(1));
          ended.countDown();
        });
    started.await();
    Thread.currentThread().interrupt();
    workers.close(Duration.ofHours(1));
    assertThat(Thread.interrupted()).isTrue();
    ended.await();
  }

  @Test
  void aPoolWithoutThreadsIsRefused() {
    assertThatThrownBy(() -> Kind.PLATFORM.create(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxThreads must be 1 or more, was 0.");
  }

  @Test
  void anOldJvmSaysThatItHasNoVirtualThreads() {
    assumeTrue(
        Runtime.version().feature() < 21, "This JVM has virtual threads: run the test on Java 17.");
    assertThatThrownBy(() -> WorkerThreads.virtual("reader", 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Java %s has no virtual threads. Take platform threads, or Java 24 or newer.",
            Runtime.version().feature());
  }

  @ParameterizedTest
  @CsvSource({
    "17, 64, 2, false",
    "23, 64, 2, false",
    "24, 2, 2, false",
    "25, 15, 2, false",
    "25, 16, 2, true",
    "25, 31, 8, false",
    "25, 32, 8, true",
    "25, 64, 64, true"
  })
  void virtualThreadsAreBestWithAsManyCarriersAsThePoolHasThreads(
      int javaVersion, int carriers, int cores, boolean virtual) {
    assertThat(WorkerThreads.isVirtualBest(javaVersion, carriers, cores)).isEqualTo(virtual);
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "2, 16", "3, 24", "4, 32", "64, 32"})
  void thePoolHasEightThreadsACoreWithinBounds(int cores, int threads) {
    assertThat(WorkerThreads.platformThreads(cores)).isEqualTo(threads);
  }

  @Test
  void theBestRunTasks() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    try (WorkerThreads workers = WorkerThreads.best("reader")) {
      workers.execute(ran::countDown);
      ran.await();
    }
  }
}
