package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Holds what all pumps of one server share: the threads that run them, and the memory in which they
 * may look ahead.
 *
 * <p><b>Ownership:</b> borrows the threads.
 *
 * <p><b>Threads:</b> any.
 */
public final class PumpResources {
  /**
   * What a stream may send before those that wait on the executor have their turn: the first of the
   * two that is used up, or passed by the last message.
   */
  record Quantum(int messages, long bytes) {
    /** About 3 ms at the speed of a loopback; what waits for 8 fast streams waits for some 25. */
    static final Quantum DEFAULT = new Quantum(8, 4L << 20);
  }

  final Executor executor;
  final BooleanSupplier othersWait;
  final Quantum quantum;
  final LookAhead.Rules lookAhead;
  final Shaping shaping;

  /**
   * Creates the resources.
   *
   * @param executor runs code that may block
   * @param othersWait tells whether tasks wait on {@code executor}
   */
  PumpResources(
      Executor executor,
      BooleanSupplier othersWait,
      Quantum quantum,
      LookAhead.Rules lookAhead,
      Shaping shaping) {
    this.executor = executor;
    this.othersWait = othersWait;
    this.quantum = quantum;
    this.lookAhead = lookAhead;
    this.shaping = shaping;
  }

  /** Returns resources over {@code workers}, with the default settings. */
  public static PumpResources of(WorkerThreads workers) {
    return of(workers, TransportConfig.defaults());
  }

  /** Returns resources over {@code workers} that merge and slice batches as {@code config} says. */
  public static PumpResources of(WorkerThreads workers, TransportConfig config) {
    requireNonNull(workers, "workers");
    return new PumpResources(
        workers,
        workers::hasWaiting,
        Quantum.DEFAULT,
        new LookAhead.Rules(
            new LookAheadBudget(config.lookAheadBytes()),
            LookAhead.Rules.DEFAULT_PROMPT_TIMES,
            System::nanoTime),
        Shaping.of(config));
  }

  /** Returns how batches are merged and sliced for a peer that may have a bound of its own. */
  Shaping shaping(OptionalInt maxRows) {
    return maxRows.isPresent() ? shaping.withMaxRows(maxRows.getAsInt()) : shaping;
  }
}
