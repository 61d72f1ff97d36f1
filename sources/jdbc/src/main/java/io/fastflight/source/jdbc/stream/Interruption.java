package io.fastflight.source.jdbc.stream;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the query of one connection, from whatever it is doing.
 *
 * <p>First the database is asked to cancel, again and again, as a cancel that comes before the
 * query has begun is lost. Should the thread that reads still not have let go after half a second
 * (the database hangs, or the network does), the connection is aborted: its socket is closed under
 * the reader. A connection that was interrupted is not used again, so that a cancel that arrives
 * late hits nobody else's query.
 *
 * <p>A step, that is executing or fetching a batch, that takes longer than the time limit is
 * stopped in the same way.
 *
 * <p><b>Threads:</b> any.
 */
public final class Interruption {
  private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);
  private static final long CANCEL_AGAIN_MILLIS = 50;
  private static final long ABORT_AFTER_MILLIS = 500;

  /** Asks the database to cancel what the connection is doing. */
  @FunctionalInterface
  public interface Cancel {
    /** Returns when the database has heard of it. */
    void cancel() throws SQLException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final SourceThreads threads;
  private final Connection connection;
  private final Duration stepLimit;
  private @Nullable Cancel cancel;
  private boolean interrupted;
  private boolean cancelling;
  private boolean cancelledOnce;
  private boolean overTime;
  private boolean released;

  /**
   * Creates it for one use of {@code connection}, which is borrowed.
   *
   * @param stepLimit how long executing, and fetching a batch, may take
   */
  public Interruption(SourceThreads threads, Connection connection, Duration stepLimit) {
    this.threads = requireNonNull(threads, "threads");
    this.connection = requireNonNull(connection, "connection");
    this.stepLimit = requireNonNull(stepLimit, "stepLimit");
  }

  /** Says how to cancel, once that is known. */
  public void by(Cancel how) {
    lock.lock();
    try {
      cancel = how;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Runs one step under the time limit. */
  public <T> T step(Step<T> step) throws Exception {
    throwIfInterrupted();
    ScheduledFuture<?> limit = threads.after(stepLimit, this::expire);
    try {
      T result = step.run();
      throwIfInterrupted(); // an interrupted query may look as if it had come to its end
      return result;
    } finally {
      limit.cancel(false);
    }
  }

  /** One step of a query. */
  @FunctionalInterface
  public interface Step<T> {
    /** Executes, or fetches a batch. */
    T run() throws Exception;
  }

  /** Stops the query; returns at once. */
  public void interrupt() {
    lock.lock();
    try {
      if (interrupted || released) {
        return;
      }
      interrupted = true;
      cancelling = true;
    } finally {
      lock.unlock();
    }
    try {
      threads.execute(this::cancelUntilReleased);
      ScheduledFuture<?> unused =
          threads.after(Duration.ofMillis(ABORT_AFTER_MILLIS), this::abortUnlessReleased);
    } catch (RejectedExecutionException closed) {
      cancelledForGood(); // the source is closed, and its connections with it
    }
  }

  /** Tells whether {@link #interrupt} was called, or the time limit did. */
  public boolean interrupted() {
    lock.lock();
    try {
      return interrupted;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the failure to tell if the time limit stopped the query, else null. */
  public @Nullable FastFlightException overTime(String source) {
    lock.lock();
    try {
      return overTime
          ? new ResourceExhaustedException(
              "A query of source '%s' took longer than its limit of %s ms and was cancelled. Ask for less, or raise statementTimeout."
                  .formatted(source, stepLimit.toMillis()))
          : null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the interruption: the connection is about to be given back. Waits for a cancel on its way.
   *
   * @return whether the connection is still good for others
   */
  public boolean release() {
    lock.lock();
    try {
      released = true;
      changed.signalAll();
      long left = TimeUnit.MILLISECONDS.toNanos(ABORT_AFTER_MILLIS);
      while (cancelling && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return !interrupted();
  }

  private void throwIfInterrupted() throws SQLException {
    if (interrupted()) {
      throw new SQLException("The query was interrupted.", "57014");
    }
  }

  private void expire() {
    lock.lock();
    try {
      overTime = !interrupted && !released;
    } finally {
      lock.unlock();
    }
    interrupt();
  }

  private void cancelUntilReleased() {
    try {
      Cancel next = nextCancel();
      while (next != null) {
        try {
          next.cancel();
        } catch (SQLException | RuntimeException notRunning) {
          LOG.debug("A cancel failed; it is repeated.", notRunning);
        }
        next = nextCancel();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      cancelledForGood();
    }
  }

  private void cancelledForGood() {
    lock.lock();
    try {
      cancelling = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Cancel nextCancel() throws InterruptedException {
    lock.lock();
    try {
      if (cancelledOnce) {
        long left = TimeUnit.MILLISECONDS.toNanos(CANCEL_AGAIN_MILLIS);
        while (!released && left > 0) {
          left = changed.awaitNanos(left);
        }
      }
      cancelledOnce = true;
      while (cancel == null && !released) {
        changed.await();
      }
      return released ? null : cancel;
    } finally {
      lock.unlock();
    }
  }

  private void abortUnlessReleased() {
    lock.lock();
    try {
      if (released) {
        return;
      }
    } finally {
      lock.unlock();
    }
    threads.execute(
        () -> {
          try {
            connection.abort(threads::execute);
          } catch (SQLException | RuntimeException gone) {
            LOG.debug("A connection that did not answer could not be aborted.", gone);
          }
        });
  }
}
