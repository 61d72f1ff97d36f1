package io.fastflight.client.pool;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The right to have one stream open, until it is closed.
 *
 * <p><b>Threads:</b> any; closing is idempotent.
 */
public final class Lease implements AutoCloseable {
  private final StreamPool pool;
  private final Taker taker;
  private final long takenNanos;
  private final AtomicBoolean held = new AtomicBoolean(true);
  private volatile long usedNanos;
  private volatile boolean awaited;
  private volatile boolean reported;

  /** Who asked for a lease: the thread, and where it stood, if that is recorded. */
  record Taker(String thread, @Nullable Throwable origin) {}

  Lease(StreamPool pool, Taker taker, long takenNanos) {
    this.pool = pool;
    this.taker = taker;
    this.takenNanos = takenNanos;
    this.usedNanos = takenNanos;
  }

  /** Notes that the stream was read just now: if it is left alone from here on, it is a leak. */
  public void touch() {
    usedNanos = pool.nanoTime();
    awaited = false;
  }

  /**
   * Notes that somebody waits for the server: that is no leak, however long, until {@link #touch}.
   */
  public void awaited() {
    awaited = true;
  }

  @Override
  public void close() {
    if (held.compareAndSet(true, false)) {
      pool.release(this);
    }
  }

  Taker taker() {
    return taker;
  }

  long takenNanos() {
    return takenNanos;
  }

  /** Returns whether it has lain unused for so long and was not reported before. */
  boolean isToReport(long now, long unusedNanos) {
    if (reported || awaited || now - usedNanos < unusedNanos) {
      return false;
    }
    reported = true;
    return true;
  }
}
