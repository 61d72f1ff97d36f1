package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SerialRunsTest {
  private final QueuedRuns executor = new QueuedRuns();
  private final List<Throwable> refusals = new ArrayList<>();
  private int turns;

  private SerialRuns runs(Executor runner, BooleanSupplier othersWait, int wanted) {
    return new SerialRuns(runner, othersWait, () -> ++turns < wanted, refusals::add);
  }

  @Test
  void whoWantsMoreGoesBehindWhatWaits() {
    runs(executor, () -> true, 3).signal();
    executor.execute(() -> assertThat(turns).as("turns before the other's").isEqualTo(1));
    executor.runOne();
    assertThat(executor.waiting()).isEqualTo(2);
    executor.runAll();
    assertThat(turns).isEqualTo(3);
  }

  @Test
  void whereNobodyWaitsTheRunGoesOn() {
    runs(executor, () -> false, 3).signal();
    executor.runOne();
    assertThat(turns).isEqualTo(3);
    assertThat(executor.waiting()).isZero();
  }

  @Test
  void aSignalStartsNoSecondRunWhileOneWaitsForItsTurn() {
    SerialRuns runs = runs(executor, () -> true, 2);
    runs.signal();
    executor.runOne();
    runs.signal();
    assertThat(executor.waiting()).isOne();
    executor.runAll();
    assertThat(turns).as("the second serves the signal too").isEqualTo(2);
  }

  @Test
  void anExecutorThatRunsAtOnceIsNotNestedInto() {
    int[] deepest = {0};
    int[] depth = {0};
    SerialRuns runs =
        runs(
            task -> {
              deepest[0] = Math.max(deepest[0], ++depth[0]);
              task.run();
              depth[0]--;
            },
            () -> true,
            100_000);
    runs.signal();
    assertThat(turns).isEqualTo(100_000);
    assertThat(deepest[0]).isEqualTo(2);
  }

  @Test
  void aRunThatIsNotTakenBackGoesOnWhereItIs() {
    boolean[] closed = {false};
    SerialRuns runs =
        runs(
            task -> {
              if (closed[0]) {
                throw new RejectedExecutionException();
              }
              executor.execute(task);
            },
            () -> true,
            3);
    runs.signal();
    closed[0] = true;
    executor.runOne();
    assertThat(turns).isEqualTo(3);
    assertThat(refusals).isEmpty();
  }
}
