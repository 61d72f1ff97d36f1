package io.fastflight.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what ends on other threads: there is no event to wait for, so it looks again. */
final class Settling {
  private static final long FIRST_PAUSE_NANOS = 1_000_000;
  private static final long LONGEST_PAUSE_NANOS = 50_000_000;

  private Settling() {}

  /**
   * Returns what was seen at the last look: the first that is {@code settled}, or the one when
   * patience ended. Looks at once, then less and less often.
   */
  static <T> T last(Duration patience, Supplier<T> look, Predicate<T> settled) {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE_NANOS;
    T seen = look.get();
    while (!settled.test(seen) && System.nanoTime() - start < patience.toNanos()) {
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
      seen = look.get();
    }
    return seen;
  }
}
