package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a service that nobody wants its rows any more: the caller cancelled or left, or the
 * deadline passed.
 *
 * <p>A source that can be interrupted registers how with {@link #onCancel}; a loop asks {@link
 * #throwIfCancelled}; a wait uses {@link #sleep}. Within 1 s of a cancel the source's cursor is to
 * be closed and its thread free.
 *
 * <p><b>Threads:</b> any.
 */
public final class Cancellation {
  private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition cancelled = lock.newCondition();
  private final List<Runnable> callbacks = new ArrayList<>();
  private @Nullable ErrorCode reason;

  /** Takes a callback back when it is closed; closing never throws. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Returns whether the call was cancelled. */
  public boolean isCancelled() {
    lock.lock();
    try {
      return reason != null;
    } finally {
      lock.unlock();
    }
  }

  /** Cancels the call because its caller left; the second and later cancels do nothing. */
  public void cancel() {
    cancel(ErrorCode.CANCELLED);
  }

  /** Cancels the call because its deadline passed; the second and later cancels do nothing. */
  public void expire() {
    cancel(ErrorCode.DEADLINE_EXCEEDED);
  }

  /**
   * Runs {@code callback} once, on the thread that cancels, or right now if that has happened
   * already.
   *
   * @param callback quick; what it throws is logged
   * @return closes to take the callback back, when the resource it interrupts is gone
   */
  public Registration onCancel(Runnable callback) {
    requireNonNull(callback, "callback");
    lock.lock();
    try {
      if (reason == null) {
        callbacks.add(callback);
        return () -> remove(callback);
      }
    } finally {
      lock.unlock();
    }
    run(callback);
    return () -> {};
  }

  /**
   * Returns the failure to tell the caller of.
   *
   * @throws IllegalStateException if the call is not cancelled
   */
  public FastFlightException reason() {
    lock.lock();
    try {
      if (reason == null) {
        throw new IllegalStateException("The call is not cancelled.");
      }
      return reason == ErrorCode.DEADLINE_EXCEEDED
          ? new DeadlineExceededException("The deadline of the call passed before its end.")
          : new CallCancelledException("The caller cancelled the call, or left.");
    } finally {
      lock.unlock();
    }
  }

  /**
   * Throws if the call was cancelled.
   *
   * @throws FastFlightException {@link #reason}
   */
  public void throwIfCancelled() {
    if (isCancelled()) {
      throw reason();
    }
  }

  /**
   * Waits for {@code duration}, or until the call is cancelled.
   *
   * @throws FastFlightException {@link #reason}, as soon as the call is cancelled
   */
  public void sleep(Duration duration) {
    long nanos = TimeUnit.NANOSECONDS.convert(duration); // no overflow: at most 292 years
    lock.lock();
    try {
      while (nanos > 0 && reason == null) {
        nanos = cancelled.awaitNanos(nanos);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CallCancelledException(
          "Interrupted in a wait of " + TimeUnit.MILLISECONDS.convert(duration) + " ms.",
          interrupted);
    } finally {
      lock.unlock();
    }
    throwIfCancelled();
  }

  private void cancel(ErrorCode code) {
    List<Runnable> due;
    lock.lock();
    try {
      if (reason != null) {
        return;
      }
      reason = code;
      due = List.copyOf(callbacks);
      callbacks.clear();
      cancelled.signalAll();
    } finally {
      lock.unlock();
    }
    due.forEach(Cancellation::run); // outside the lock: one may ask isCancelled on another thread
  }

  private static void run(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException failure) { // the others still run, and so does who cancelled
      LOG.warn("A callback of a cancelled call failed.", failure);
    }
  }

  private void remove(Runnable callback) {
    lock.lock();
    try {
      callbacks.remove(callback);
    } finally {
      lock.unlock();
    }
  }
}
