package io.fastflight.wire;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Serves the events of one stream, one run at a time, on an executor that many streams share.
 *
 * <p>Each event counts up. Whoever raises the count from zero puts one run on the executor; the run
 * gives its task turns until the events it has served, taken off the count, leave zero. So no event
 * is lost, no two runs overlap, and no thread is held between events.
 *
 * <p>A task that has used its turn and wants another keeps its run, but the others go first: the
 * count stays up, so nobody starts a second run, and the rest of this one goes to the end of the
 * executor's queue.
 *
 * <p><b>Threads:</b> {@link #signal} from any, and quick. What a turn writes, the next one sees.
 */
final class SerialRuns {
  private final Executor executor;
  private final BooleanSupplier othersWait;
  private final BooleanSupplier turn;
  private final Consumer<Throwable> refused;
  private final AtomicInteger signals = new AtomicInteger();

  /**
   * Creates the runs; the first {@link #signal} starts one.
   *
   * @param othersWait tells whether work waits on the executor
   * @param turn serves all that was signalled; returns whether it wants another turn at once
   * @param refused gets what the executor threw when it took no run, on the thread that signalled.
   *     No run comes any more, so it ends the stream
   */
  SerialRuns(
      Executor executor,
      BooleanSupplier othersWait,
      BooleanSupplier turn,
      Consumer<Throwable> refused) {
    this.executor = executor;
    this.othersWait = othersWait;
    this.turn = turn;
    this.refused = refused;
  }

  /** Counts an event, and sees to it that a turn begins after it. */
  void signal() {
    if (signals.getAndIncrement() == 0) {
      try {
        executor.execute(this::run);
      } catch (RejectedExecutionException | OutOfMemoryError refusal) {
        refused.accept(refusal);
      }
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // a virtual thread keeps its carrier until it yields
  private void run() {
    int served = signals.get();
    while (served != 0) {
      if (!turn.getAsBoolean()) {
        served = signals.addAndGet(-served);
      } else if (!othersWait.getAsBoolean()) {
        Thread.yield(); // the queue of a carrier is one that the executor does not see
      } else if (handOver()) {
        return;
      }
    }
  }

  /** Puts the rest of this run behind what waits; returns false where it stays with this thread. */
  private boolean handOver() {
    Rest rest = new Rest(Thread.currentThread());
    try {
      executor.execute(rest);
    } catch (RejectedExecutionException | OutOfMemoryError refusal) {
      return false; // a closing executor lets running work end, and this run is running
    }
    rest.handing = false;
    return !rest.stays;
  }

  /**
   * The rest of a run. An executor may run it within {@code execute}, on the thread that hands it
   * over; then it only says so, and the run goes on where it is, for each turn would nest in the
   * one before.
   */
  private final class Rest implements Runnable {
    private final Thread from;

    // both only of the thread it is from
    private boolean handing = true;
    private boolean stays;

    Rest(Thread from) {
      this.from = from;
    }

    @Override
    public void run() {
      if (Thread.currentThread() == from && handing) {
        stays = true;
      } else {
        SerialRuns.this.run();
      }
    }
  }
}
