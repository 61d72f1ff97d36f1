package io.fastflight.http.door;

import io.fastflight.wire.WorkerThreads;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which calls are being served, so that a closing server can let them end.
 *
 * <p><b>Threads:</b> any.
 */
public final class OpenCalls {
  private static final Logger LOG = LoggerFactory.getLogger(OpenCalls.class);

  /** How long {@link #close} waits for a slow reader to take what it is told last. */
  private static final Duration FLUSH_TIME = Duration.ofSeconds(1);

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

  /**
   * Ends the calls of a server that closes: refuses new ones, lets open ones end for the grace
   * period, cuts what is left, and closes the workers, which ends the readers of what was cut while
   * their answers can still be told.
   *
   * <p>Bounded: the grace period, plus a few seconds.
   *
   * @return whether the thread was interrupted, which hurries it
   */
  public boolean close(Duration grace, WorkerThreads workers) {
    refuse();
    boolean interrupted = drain(grace);
    workers.close();
    interrupted |= flush();
    return interrupted;
  }

  private boolean drain(Duration grace) {
    boolean interrupted = false;
    try {
      if (awaitNone(grace)) {
        return false;
      }
    } catch (InterruptedException hurry) {
      interrupted = true;
    }
    LOG.warn("{} calls were cut after the grace of {}.", cut(), grace);
    return interrupted;
  }

  private boolean flush() {
    try {
      awaitNone(FLUSH_TIME);
      return false;
    } catch (InterruptedException hurry) {
      return true;
    }
  }

  /** Returns whether the calls are being ended. */
  public boolean isClosing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  /** Lets no further call in. */
  private void refuse() {
    lock.lock();
    try {
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no call is open, and returns whether that came within {@code patience}. */
  private boolean awaitNone(Duration patience) throws InterruptedException {
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
  private int cut() {
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
