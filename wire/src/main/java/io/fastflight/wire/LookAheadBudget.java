package io.fastflight.wire;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes that all pumps of a server together hold for peers that have not asked yet.
 *
 * <p>Nobody waits for it: a pump that gets no share does not look ahead.
 *
 * <p><b>Threads:</b> any.
 */
final class LookAheadBudget {
  private final long maxBytes;
  private final AtomicLong heldBytes = new AtomicLong();

  /** Creates a budget of {@code maxBytes}; with 0 nobody looks ahead. */
  LookAheadBudget(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException(
          "The look-ahead of a server must be 0 bytes or more, was " + maxBytes + ".");
    }
    this.maxBytes = maxBytes;
  }

  /** Takes {@code bytes} of the budget, if so many are free. */
  boolean tryAcquire(long bytes) {
    long held = heldBytes.get();
    while (bytes <= maxBytes - held) {
      if (heldBytes.compareAndSet(held, held + bytes)) {
        return true;
      }
      held = heldBytes.get();
    }
    return false;
  }

  /**
   * Turns a share of {@code estimated} bytes into one of {@code actual}, for a message that is made
   * already. It may take the budget over its bound, by what messages grow from one to the next;
   * then nobody gets a share until enough is back.
   */
  void correct(long estimated, long actual) {
    heldBytes.addAndGet(actual - estimated);
  }

  /** Gives a share back. */
  void release(long bytes) {
    heldBytes.addAndGet(-bytes);
  }

  /** Returns the bytes that are taken. */
  long heldBytes() {
    return heldBytes.get();
  }
}
