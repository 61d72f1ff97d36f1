package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests are admitted below the budget, wait beyond it, and are refused after a while. */
class MemoryBudgetTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int BUDGET = 1_024;

  private final List<Caller> callers = new CopyOnWriteArrayList<>();

  /** A request on a thread of its own. */
  private final class Caller {
    final Cancellation cancellation = new Cancellation();
    final CompletableFuture<Void> admitted = new CompletableFuture<>();
    final Thread thread;

    Caller(MemoryBudget budget, Runnable whenAdmitted) {
      thread =
          new Thread(
              () -> {
                try {
                  budget.admit("test.one", cancellation);
                  whenAdmitted.run();
                  admitted.complete(null);
                } catch (RuntimeException refused) {
                  admitted.completeExceptionally(refused);
                }
              },
              "caller");
      callers.add(this);
      thread.start();
    }

    FastFlightException refusal() {
      return (FastFlightException)
          catchThrowableOfType(
                  ExecutionException.class,
                  () -> admitted.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
              .getCause();
    }

    void requireAdmitted() throws Exception {
      admitted.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void nobodyIsLeftWaiting() throws Exception {
    for (Caller caller : callers) {
      caller.cancellation.cancel();
      caller.thread.join(PATIENCE.toMillis());
      assertThat(caller.thread.isAlive()).isFalse();
    }
  }

  private static MemoryLimits.Builder limits() {
    return MemoryLimits.builder().maxBytesInFlight(BUDGET).maxWait(LONG);
  }

  private static MemoryBudget budget(BufferAllocator memory) {
    return new MemoryBudget(memory, limits().build());
  }

  private static Caller waiting(MemoryBudgetTest test, MemoryBudget budget, Runnable admitted) {
    int before = budget.waiting();
    Caller caller = test.new Caller(budget, admitted);
    awaitWaiting(budget, before + 1);
    return caller;
  }

  private Caller waiting(MemoryBudget budget) {
    return waiting(this, budget, () -> {});
  }

  private static void awaitWaiting(MemoryBudget budget, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .untilAsserted(() -> assertThat(budget.waiting()).isEqualTo(count));
  }

  @Test
  void upToTheBudgetNobodyWaits(BufferAllocator memory) {
    MemoryBudget budget =
        new MemoryBudget(memory, limits().maxWait(Duration.ZERO).maxWaiting(0).build());
    budget.admit("test.one", new Cancellation());
    try (ArrowBuf full = memory.buffer(BUDGET)) {
      assertThat(budget.bytesInFlight()).isEqualTo(full.capacity());
      budget.admit("test.one", new Cancellation());
    }
    assertThat(budget.waiting()).isZero();
  }

  @Test
  void beyondItARequestWaitsUntilMemoryIsBack(BufferAllocator memory) throws Exception {
    MemoryBudget budget = budget(memory);
    Caller caller;
    try (ArrowBuf tooMuch = memory.buffer(2 * BUDGET)) {
      assertThat(tooMuch.capacity()).isEqualTo(2 * BUDGET);
      caller = waiting(budget);
    }
    caller.requireAdmitted();
    assertThat(budget.waiting()).isZero();
  }

  @Test
  void theMemoryOfOtherChildrenOfTheRootCounts(BufferAllocator memory) throws Exception {
    try (BufferAllocator engines = memory.newChildAllocator("engine", 0, Long.MAX_VALUE);
        BufferAllocator others = memory.newChildAllocator("frames", 0, Long.MAX_VALUE)) {
      MemoryBudget budget = budget(engines);
      ArrowBuf frame = others.buffer(2 * BUDGET);
      Caller caller = waiting(budget);
      frame.close();
      caller.requireAdmitted();
    }
  }

  @Test
  void afterTheLongestWaitARequestIsRefusedWithADelay(BufferAllocator memory) {
    MemoryBudget budget =
        new MemoryBudget(
            memory,
            limits().maxWait(Duration.ofMillis(20)).retryDelay(Duration.ofMillis(750)).build());
    try (ArrowBuf tooMuch = memory.buffer(2 * BUDGET)) {
      assertThat(tooMuch.capacity()).isEqualTo(2 * BUDGET);
      long start = System.nanoTime();
      ResourceExhaustedException refusal = (ResourceExhaustedException) refusalOf(budget);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
      assertThat(refusal)
          .hasMessage(
              "No memory to open test.one: 2048 bytes are in flight, the budget is 1024 (MemoryLimits.maxBytesInFlight), and none came free in 20 ms. Try again in 750 ms; read open streams on or close them, or raise the budget.");
      assertThat(refusal.retryDelay()).hasValue(Duration.ofMillis(750));
    }
    assertThat(budget.waiting()).isZero();
  }

  private static FastFlightException refusalOf(MemoryBudget budget) {
    return catchThrowableOfType(
        FastFlightException.class, () -> budget.admit("test.one", new Cancellation()));
  }

  @Test
  void oneMoreThanMayWaitIsRefusedAtOnce(BufferAllocator memory) throws Exception {
    MemoryBudget budget = new MemoryBudget(memory, limits().maxWaiting(2).build());
    Caller first;
    Caller second;
    try (ArrowBuf tooMuch = memory.buffer(2 * BUDGET)) {
      assertThat(tooMuch.capacity()).isEqualTo(2 * BUDGET);
      first = waiting(budget);
      second = waiting(budget);
      ResourceExhaustedException refusal = (ResourceExhaustedException) refusalOf(budget);
      assertThat(refusal)
          .hasMessageContaining("and 2 other requests wait for memory already. Try again in");
      assertThat(refusal.retryDelay()).hasValue(MemoryLimits.DEFAULT_RETRY_DELAY);
      assertThat(budget.waiting()).isEqualTo(2);
    }
    first.requireAdmitted();
    second.requireAdmitted();
  }

  @Test
  void whoCameFirstIsServedFirst(BufferAllocator memory) throws Exception {
    MemoryBudget budget = new MemoryBudget(memory, limits().build(), Duration.ofMillis(300));
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<ArrowBuf> taken = new CopyOnWriteArrayList<>();
    ArrowBuf tooMuch = memory.buffer(2 * BUDGET);
    for (int i = 0; i < 4; i++) {
      int number = i;
      waiting(
          this,
          budget,
          () -> {
            taken.add(memory.buffer(2 * BUDGET)); // each admitted request fills the budget again
            order.add(number);
          });
    }
    tooMuch.close();
    for (int i = 0; i < 4; i++) {
      int served = i + 1;
      Awaitility.await().atMost(PATIENCE).until(() -> order.size() == served);
      assertThat(budget.waiting()).isEqualTo(4 - served);
      taken.remove(0).close();
    }
    assertThat(order).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aNewRequestDoesNotOvertakeThoseThatWait(BufferAllocator memory) throws Exception {
    // the first looks only after a long pause, so that memory is there and it still waits
    MemoryBudget budget = new MemoryBudget(memory, limits().build(), LONG);
    ArrowBuf tooMuch = memory.buffer(2 * BUDGET);
    Caller first = waiting(budget);
    tooMuch.close();
    Caller second = waiting(budget);
    assertThat(first.admitted).isNotDone();
    assertThat(second.admitted).isNotDone();
    assertThat(budget.waiting()).isEqualTo(2);
  }

  @Test
  void aCancelAndADeadlineEndTheWait(BufferAllocator memory) {
    MemoryBudget budget = budget(memory);
    try (ArrowBuf tooMuch = memory.buffer(2 * BUDGET)) {
      assertThat(tooMuch.capacity()).isEqualTo(2 * BUDGET);
      Caller next = waiting(budget);
      Caller behind = waiting(budget);
      behind.cancellation.expire();
      assertThat(behind.refusal()).isInstanceOf(DeadlineExceededException.class);
      assertThat(budget.waiting()).isEqualTo(1);
      next.cancellation.cancel();
      assertThat(next.refusal()).isInstanceOf(CallCancelledException.class);
      assertThat(budget.waiting()).isZero();
    }
  }

  @Test
  void whoIsBehindOneThatLeftComesUp(BufferAllocator memory) throws Exception {
    MemoryBudget budget = budget(memory);
    Caller behind;
    try (ArrowBuf tooMuch = memory.buffer(2 * BUDGET)) {
      assertThat(tooMuch.capacity()).isEqualTo(2 * BUDGET);
      Caller next = waiting(budget);
      behind = waiting(budget);
      next.cancellation.cancel();
      assertThat(next.refusal()).isInstanceOf(CallCancelledException.class);
    }
    behind.requireAdmitted();
  }

  @Test
  void anInterruptEndsTheWait(BufferAllocator memory) {
    MemoryBudget budget = budget(memory);
    try (ArrowBuf tooMuch = memory.buffer(2 * BUDGET)) {
      assertThat(tooMuch.capacity()).isEqualTo(2 * BUDGET);
      Caller caller = waiting(budget);
      caller.thread.interrupt();
      assertThat(caller.refusal())
          .isInstanceOf(CallCancelledException.class)
          .hasMessage("Interrupted while test.one waited for memory.");
    }
    assertThat(budget.waiting()).isZero();
  }
}
