package io.fastflight.client.pool;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Holds the settings of a pool.
 *
 * @param name what the streams go to, for messages
 * @param maxStreams how many may be leased at a time, 1 or more
 * @param reportUnusedAfter a lease that is not read from for so long is reported; more than 0
 * @param clock tells the time in nanoseconds, as {@link System#nanoTime} does
 */
public record PoolConfig(
    String name, int maxStreams, Duration reportUnusedAfter, LongSupplier clock) {
  /** Checks the ranges. */
  public PoolConfig {
    requireNonNull(name, "name");
    requireNonNull(clock, "clock");
    if (maxStreams < 1) {
      throw new IllegalArgumentException("maxStreams must be 1 or more, was " + maxStreams + ".");
    }
    if (reportUnusedAfter.isNegative() || reportUnusedAfter.isZero()) {
      throw new IllegalArgumentException(
          "reportUnusedAfter must be more than 0, was " + reportUnusedAfter + ".");
    }
  }

  /** Returns settings on the system's clock. */
  public static PoolConfig of(String name, int maxStreams, Duration reportUnusedAfter) {
    return new PoolConfig(name, maxStreams, reportUnusedAfter, System::nanoTime);
  }

  Lease.Taker taker() {
    return new Lease.Taker(
        Thread.currentThread().getName(), new Throwable("A stream was opened here."));
  }
}
