package io.fastflight.http.door;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Knows which calls are being served, so that a closing server can let them end.
 *
 * <p><b>Threads:</b> any.
 */
public final class OpenCalls {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Runnable> cuts = new HashSet<>();
  private boolean closing;

  /** Begins without a call. */
  public OpenCalls() {}

  /**
   * Notes that a call begins.
   *
   * @param cut ends the call early; quick
   * @return false if the server is closing: the call is not noted, and is to be refused
   */
  public boolean enter(Runnable cut) {
    lock.lock();
    try {
      return !closing && cuts.add(cut);
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the call that entered with this very {@code cut} has ended. */
  public void leave(Runnable cut) {
    lock.lock();
    try {
      cuts.remove(cut);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether {@link #refuse} was called. */
  public boolean isClosing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  /** Lets no further call in. */
  public void refuse() {
    lock.lock();
    try {
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no call is open, and returns whether that came within {@code patience}. */
  public boolean awaitNone(Duration patience) throws InterruptedException {
    long nanos = TimeUnit.MILLISECONDS.toNanos(patience.toMillis());
    lock.lock();
    try {
      while (!cuts.isEmpty()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Cuts the calls that are open, and returns how many. */
  public int cut() {
    List<Runnable> due;
    lock.lock();
    try {
      due = List.copyOf(cuts);
    } finally {
      lock.unlock();
    }
    due.forEach(Runnable::run); // outside the lock: a cut may end its call at once
    return due.size();
  }
}
