package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WorkerThreadsTest {
  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void thereAreNoMoreThreadsThanAllowed() throws Exception {
    Set<String> names = ConcurrentHashMap.newKeySet();
    CountDownLatch ran = new CountDownLatch(50);
    try (WorkerThreads workers = WorkerThreads.platform("reader", 2)) {
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

  @Test
  void closingLetsWhatRunsAndWaitsEnd() {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(2);
    WorkerThreads workers = WorkerThreads.platform("reader", 1);
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

  @Test
  void afterTheGraceWhatRunsIsInterrupted() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    WorkerThreads workers = WorkerThreads.platform("reader", 1);
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

  @Test
  void closedItRefuses() {
    WorkerThreads workers = WorkerThreads.platform("reader", 1);
    workers.close();
    workers.close();
    assertThatThrownBy(() -> workers.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void anInterruptedCloseDoesNotWaitAndSaysSo() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    WorkerThreads workers = WorkerThreads.platform("reader", 1);
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
}
