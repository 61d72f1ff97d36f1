package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import java.util.function.LongSupplier;

/**
 * Says to what size batches are merged and sliced.
 *
 * @param targetBytes how long a message's body shall be, 1 to {@link #MAX_TARGET_BYTES}
 * @param maxRows how many rows a message has at most, 1 or more
 * @param clock in nanoseconds; tells how quick a source is
 */
record Shaping(long targetBytes, int maxRows, LongSupplier clock) {
  /** The largest target size: 512 MiB. */
  static final long MAX_TARGET_BYTES = 1L << 29;

  /** What {@link TransportConfig} says, unless told otherwise. */
  static final Shaping DEFAULT = of(TransportConfig.defaults());

  Shaping {
    requireNonNull(clock, "clock");
    if (targetBytes < 1 || targetBytes > MAX_TARGET_BYTES) {
      throw new IllegalArgumentException(
          "targetBytes must be 1..%s, was %s.".formatted(MAX_TARGET_BYTES, targetBytes));
    }
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows must be at least 1, was " + maxRows + ".");
    }
  }

  /** Takes any number of rows. */
  Shaping(long targetBytes, LongSupplier clock) {
    this(targetBytes, Integer.MAX_VALUE, clock);
  }

  Shaping withMaxRows(int rows) {
    return new Shaping(targetBytes, rows, clock);
  }

  static Shaping of(TransportConfig config) {
    return new Shaping(config.bodyBytes(), System::nanoTime);
  }
}
