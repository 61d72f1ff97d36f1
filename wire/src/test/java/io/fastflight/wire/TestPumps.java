package io.fastflight.wire;

import io.fastflight.wire.PumpResources.Quantum;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** What the pumps of a test share, where it is not the workers of a server. */
final class TestPumps {
  private TestPumps() {}

  /** What a server has, for tests that count the batches. */
  static PumpResources unmerged(WorkerThreads workers) {
    PumpResources server = PumpResources.of(workers);
    return new PumpResources(
        workers, server.othersWait, server.quantum, server.lookAhead, NumberedBatches.unmerged());
  }

  /** No look-ahead; after each quantum a run goes behind what waits on {@code executor}. */
  static PumpResources plain(Executor executor) {
    return lookingAhead(executor, Quantum.DEFAULT, new LookAheadBudget(0));
  }

  /** The same with look-ahead, for peers of whom every one is prompt. */
  static PumpResources lookingAhead(Executor executor, Quantum quantum, LookAheadBudget budget) {
    return of(executor, () -> true, quantum, new LookAhead.Rules(budget, 1, () -> 0));
  }

  /** Any of them. */
  static PumpResources of(
      Executor executor, BooleanSupplier othersWait, Quantum quantum, LookAhead.Rules rules) {
    return new PumpResources(executor, othersWait, quantum, rules, NumberedBatches.unmerged());
  }
}
