package io.fastflight.testkit.sample;

import io.fastflight.batch.BatchReader;
import io.fastflight.service.Cancellation;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Serves {@code test.slow}: its readers wait for ever, and it tells when they began to wait and
 * when they were closed. For tests of cancels, deadlines and disconnects.
 *
 * <p><b>Threads:</b> any.
 */
public final class SlowService implements DataService<SampleParams.Slow> {
  private static final int SMALL_BATCH = 10;
  private static final Duration LONGER_THAN_ANY_TEST = Duration.ofHours(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int opened;
  private int waited;
  private int closed;
  private long lastClosedNanos;

  /** Creates a service that no one has called yet. */
  public SlowService() {}

  @Override
  public BatchReader open(SampleParams.Slow params, ServiceContext context) {
    RowsReader rows =
        RowsReader.ids(Long.MAX_VALUE, SMALL_BATCH, context)
            .before(params.batches(), () -> waitForCancel(context.cancellation()));
    note(() -> opened++);
    return new NotedReader(rows);
  }

  /** Returns how many readers were opened. */
  public int openedCount() {
    return read(() -> opened);
  }

  /** Returns how many readers were closed. */
  public int closedCount() {
    return read(() -> closed);
  }

  /** Returns the {@code System.nanoTime} at which a reader was last closed; empty before that. */
  public OptionalLong lastClosedNanos() {
    lock.lock();
    try {
      return closed == 0 ? OptionalLong.empty() : OptionalLong.of(lastClosedNanos);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until {@code count} readers have begun to wait, and returns whether they did in time. */
  public boolean awaitWaiting(int count, Duration patience) {
    return await(() -> waited >= count, patience);
  }

  /** Waits until {@code count} readers were closed, and returns whether they were in time. */
  public boolean awaitClosed(int count, Duration patience) {
    return await(() -> closed >= count, patience);
  }

  private void waitForCancel(Cancellation cancellation) {
    note(() -> waited++);
    cancellation.sleep(LONGER_THAN_ANY_TEST);
  }

  private void note(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private int read(IntSupplier counter) {
    lock.lock();
    try {
      return counter.getAsInt();
    } finally {
      lock.unlock();
    }
  }

  private boolean await(BooleanSupplier reached, Duration patience) {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (!reached.getAsBoolean()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Passes everything on, and notes the first close. */
  private final class NotedReader implements BatchReader {
    private final BatchReader rows;
    private boolean done;

    NotedReader(BatchReader rows) {
      this.rows = rows;
    }

    @Override
    public Schema schema() {
      return rows.schema();
    }

    @Override
    public boolean next() {
      return rows.next();
    }

    @Override
    public VectorSchemaRoot batch() {
      return rows.batch();
    }

    @Override
    public void close() {
      if (!done) {
        done = true;
        rows.close();
        note(
            () -> {
              closed++;
              lastClosedNanos = System.nanoTime();
            });
      }
    }
  }
}
