package io.fastflight.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.ResourceExhaustedException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamPoolTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void stopTheTimer() throws Exception {
    timer.shutdownNow();
    timer.awaitTermination(10, TimeUnit.SECONDS);
  }

  private StreamPool pool(int streams) {
    return new StreamPool(new PoolConfig("grpc://db7:8815", streams, LONG, nanos::get), timer);
  }

  @Test
  void waitersAreServedInTheirOrder() throws Exception {
    try (StreamPool pool = pool(2)) {
      Lease first = pool.acquire(LONG).get();
      Lease second = pool.acquire(LONG).get();
      List<Integer> served = new ArrayList<>();
      List<CompletableFuture<Lease>> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        int number = i;
        CompletableFuture<Lease> waiter = pool.acquire(LONG);
        waiting.add(waiter);
        var unused = waiter.thenAccept(lease -> served.add(number));
      }
      assertThat(pool.statistics()).isEqualTo(new PoolStatistics(2, 2, 5, Duration.ZERO));
      second.close();
      second.close();
      assertThat(served).containsExactly(0);
      first.close();
      waiting.get(0).get().close();
      assertThat(served).containsExactly(0, 1, 2);
      assertThat(pool.statistics().leased()).isEqualTo(2);
      for (CompletableFuture<Lease> waiter : waiting) {
        waiter.get().close();
      }
      assertThat(served).containsExactly(0, 1, 2, 3, 4);
      assertThat(pool.statistics()).isEqualTo(new PoolStatistics(2, 0, 0, Duration.ZERO));
    }
  }

  @Test
  void whoeverComesLaterDoesNotOvertake() throws Exception {
    try (StreamPool pool = pool(1)) {
      Lease held = pool.acquire(LONG).get();
      CompletableFuture<Lease> waiter = pool.acquire(LONG);
      assertThat(pool.tryAcquire()).isEmpty();
      held.close();
      assertThat(waiter).isCompleted();
      assertThat(pool.tryAcquire()).isEmpty();
      waiter.get().close();
      pool.tryAcquire().orElseThrow().close();
    }
  }

  @Test
  void whoWaitsTooLongIsToldWhoHoldsTheStreams() throws Exception {
    try (StreamPool pool = pool(1)) {
      CompletableFuture<Lease> taken = new CompletableFuture<>();
      Thread holder = new Thread(() -> taken.complete(pool.acquire(LONG).join()), "report-3");
      holder.start();
      holder.join();
      nanos.addAndGet(Duration.ofSeconds(41).toNanos());
      assertThatThrownBy(() -> pool.acquire(Duration.ofMillis(1)).get(30, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessage(
              "No free stream to grpc://db7:8815 within 1 ms: 1 of 1 leased, oldest for 41 s by thread 'report-3'. Close that reader, or raise ClientConfig.maxStreams.");
      assertThat(pool.statistics()).isEqualTo(new PoolStatistics(1, 1, 0, Duration.ofSeconds(41)));
      taken.get().close();
      pool.acquire(LONG).get().close();
    }
  }

  @Test
  void aWaiterThatLeavesIsForgotten() throws Exception {
    try (StreamPool pool = pool(1)) {
      Lease held = pool.acquire(LONG).get();
      CompletableFuture<Lease> leaver = pool.acquire(LONG);
      CompletableFuture<Lease> stayer = pool.acquire(LONG);
      leaver.cancel(true);
      assertThat(pool.statistics().waiting()).isOne();
      held.close();
      stayer.get().close();
      assertThat(pool.statistics().leased()).isZero();
    }
  }

  @Test
  void leasesThatComeBackAtOnceDoNotDeepenTheStack() throws Exception {
    try (StreamPool pool = pool(1)) {
      Lease held = pool.acquire(LONG).get();
      List<CompletableFuture<Void>> done = new ArrayList<>();
      for (int i = 0; i < 50_000; i++) {
        done.add(pool.acquire(LONG).thenAccept(Lease::close));
      }
      held.close();
      CompletableFuture.allOf(done.toArray(CompletableFuture<?>[]::new)).get();
      assertThat(pool.statistics().leased()).isZero();
    }
  }

  @Test
  void aLeaseNobodyUsesIsReportedOnceWithItsThreadAndPlace() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    PoolConfig quick = new PoolConfig("grpc://db7:8815", 3, Duration.ofMillis(4), System::nanoTime);
    try (StreamPool pool = new StreamPool(quick, timer)) {
      Lease forgotten = pool.acquire(LONG).get();
      Awaitility.await()
          .until(() -> log.toString(StandardCharsets.UTF_8).contains("was not read from for 4 ms"));
      assertThat(log.toString(StandardCharsets.UTF_8))
          .contains("thread '" + Thread.currentThread().getName() + "'")
          .contains("aLeaseNobodyUsesIsReportedOnceWithItsThreadAndPlace");
      pool.acquire(LONG).get().close();
      forgotten.close();
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8).split("was not read from", -1)).hasSize(2);
  }

  @Test
  void aLeaseThatIsWaitedWithIsNoLeakUntilTheWaitIsOver() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    PoolConfig quick = new PoolConfig("grpc://db7:8815", 3, Duration.ofMillis(4), System::nanoTime);
    try (StreamPool pool = new StreamPool(quick, timer)) {
      Lease waiting = pool.acquire(LONG).get();
      waiting.awaited();
      Lease forgotten = pool.acquire(LONG).get(); // the older would be reported before it
      Awaitility.await().until(() -> reports(log) == 1);
      forgotten.close();
      waiting.touch();
      Awaitility.await().until(() -> reports(log) == 2);
      waiting.close();
    } finally {
      System.setErr(before);
    }
  }

  private static int reports(ByteArrayOutputStream log) {
    return log.toString(StandardCharsets.UTF_8).split("was not read from", -1).length - 1;
  }

  @Test
  void aClosedPoolRefusesAndReportsWhatIsStillHeld() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      StreamPool pool = pool(1);
      Lease held = pool.acquire(LONG).get();
      CompletableFuture<Lease> waiter = pool.acquire(LONG);
      pool.close();
      pool.close();
      for (CompletableFuture<Lease> refused : List.of(waiter, pool.acquire(LONG))) {
        assertThatThrownBy(refused::get)
            .cause()
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("This client of grpc://db7:8815 is closed.");
      }
      held.close();
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("is still open when its client is closed");
  }

  @Test
  void badSettingsAreRefused() {
    assertThatThrownBy(() -> PoolConfig.of("x", 0, LONG))
        .hasMessage("maxStreams must be 1 or more, was 0.");
    assertThatThrownBy(() -> PoolConfig.of("x", 1, Duration.ZERO))
        .hasMessage("reportUnusedAfter must be more than 0, was PT0S.");
  }
}
