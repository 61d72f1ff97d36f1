package io.fastflight.client.retry;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the extra calls of a client to a part of its calls, so that a server in trouble is not
 * buried under repeats.
 *
 * <p>Every call pays its part in, every repeat takes one out. There is something in it to begin
 * with, for a client that has made few calls, and never more than ten times that.
 *
 * <p><b>Threads:</b> any.
 */
public final class RetryBudget {
  /** Repeats that a new client may make before it has made calls. */
  public static final int INITIAL_REPEATS = 10;

  /** Parts of a repeat that are counted: integers, so that nothing is lost in rounding. */
  private static final long UNIT = 1_000_000;

  private static final long INITIAL = INITIAL_REPEATS * UNIT;
  private static final long MOST = 10 * INITIAL;

  private final AtomicLong held = new AtomicLong(INITIAL);

  /** Creates a budget. */
  public RetryBudget() {}

  /**
   * Counts a call.
   *
   * @param ratio what it pays in, 0..1
   */
  public void call(double ratio) {
    long paid = Math.round(ratio * UNIT);
    held.updateAndGet(before -> Math.min(before + paid, MOST));
  }

  /** Takes one repeat out; returns false, and takes nothing, if there is none. */
  public boolean repeat() {
    return held.getAndUpdate(before -> before >= UNIT ? before - UNIT : before) >= UNIT;
  }
}
