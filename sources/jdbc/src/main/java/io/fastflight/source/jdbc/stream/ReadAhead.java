package io.fastflight.source.jdbc.stream;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Cancellation;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the batches of one producer, or of several at once as one stream, each on a thread of its
 * own.
 *
 * <p><b>Shape:</b> the batches of one producer come in its order; those of several as they are
 * ready. A failure is told after the batches that were ready before it, and stops all producers. So
 * does a result that is over its limits: the batch that went over is not handed out.
 *
 * <p><b>Memory:</b> two batches wait for each producer, and it makes a third.
 *
 * <p><b>Threads:</b> read by one thread at a time; {@link #close} may come from another while
 * {@link #next} waits, and wakes it. A cancelled call, and {@link #close}, interrupt the producers;
 * close returns when they have let go of their connections.
 */
public final class ReadAhead implements BatchReader {
  private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
  private static final int AHEAD_PER_PRODUCER = 2;

  /** A producer that was interrupted ends within a second; longer than this nobody waits. */
  private static final long CLOSE_SECONDS = 5;

  private final List<? extends BatchProducer> producers;
  private final Cancellation cancellation;
  private final ResultLimits limits;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<VectorSchemaRoot> ready = new ArrayDeque<>();
  private Cancellation.@Nullable Registration registration;

  /** Producers whose thread has not ended. */
  private int running;

  private long rows;
  private long bytes;
  private @Nullable Schema schema;
  private @Nullable VectorSchemaRoot current;
  private @Nullable RuntimeException failure;
  private boolean stopped;
  private boolean closed;

  private ReadAhead(
      List<? extends BatchProducer> producers, Cancellation cancellation, ResultLimits limits) {
    this.producers = List.copyOf(producers);
    this.cancellation = cancellation;
    this.limits = limits;
    this.capacity = AHEAD_PER_PRODUCER * producers.size();
    this.running = producers.size();
  }

  /**
   * Starts reading and returns once the schema is known.
   *
   * @param producers at least one; taken, also when this fails
   * @param limits of all producers together
   * @throws RuntimeException what the first producer to fail is told with, or that the call was
   *     cancelled
   */
  public static ReadAhead start(
      List<? extends BatchProducer> producers,
      SourceThreads threads,
      Cancellation cancellation,
      ResultLimits limits) {
    ReadAhead reader = new ReadAhead(producers, cancellation, limits);
    reader.registration = cancellation.onCancel(reader::stop);
    reader.producers.forEach(producer -> reader.run(producer, threads));
    try {
      reader.schema();
      return reader;
    } catch (Throwable failed) {
      try (reader) {
        throw failed;
      }
    }
  }

  @Override
  public Schema schema() {
    lock.lock();
    try {
      while (schema == null) {
        throwIfOver();
        awaitChange();
      }
      return schema;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean next() {
    lock.lock();
    try {
      releaseCurrent();
      while (ready.isEmpty()) {
        throwIfOver();
        if (running == 0) {
          return false;
        }
        awaitChange();
      }
      if (stopped) {
        throwIfOver();
      }
      current = ready.remove();
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public VectorSchemaRoot batch() {
    VectorSchemaRoot batch = current;
    if (batch == null) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return batch;
  }

  @Override
  public void close() {
    Cancellation.Registration registered = registration;
    if (registered != null) {
      registered.close();
    }
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    stop();
    awaitProducers();
    lock.lock();
    try {
      releaseCurrent();
      ready.forEach(VectorSchemaRoot::close);
      ready.clear();
    } finally {
      lock.unlock();
    }
  }

  private void run(BatchProducer producer, SourceThreads threads) {
    try {
      threads.execute(() -> produce(producer));
    } catch (RuntimeException refused) { // the source is closed
      producer.close();
      ended(refused);
    }
  }

  private void produce(BatchProducer producer) {
    RuntimeException failed = null;
    try {
      if (opened(producer.open())) {
        VectorSchemaRoot batch = producer.produce();
        while (batch != null && added(batch)) {
          batch = producer.produce();
        }
      }
    } catch (Throwable thrown) {
      failed = producer.told(thrown);
    } finally {
      producer.close();
      ended(failed);
    }
  }

  private boolean opened(Schema found) {
    lock.lock();
    try {
      if (schema == null) {
        schema = found;
        changed.signalAll();
      } else if (!schema.equals(found)) {
        throw new IllegalStateException(
            "The slices of a query have different columns: %s and %s.".formatted(schema, found));
      }
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Takes {@code batch} when there is room; false if nobody wants it any more. */
  private boolean added(VectorSchemaRoot batch) {
    lock.lock();
    try {
      while (ready.size() >= capacity && !stopped) {
        changed.awaitUninterruptibly();
      }
      if (stopped) {
        batch.close();
        return false;
      }
      admit(batch);
      ready.add(batch);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Counts {@code batch}, and closes it if it takes the result over its limits. */
  private void admit(VectorSchemaRoot batch) {
    rows += batch.getRowCount();
    for (FieldVector column : batch.getFieldVectors()) {
      bytes += column.getBufferSize();
    }
    try {
      limits.check(rows, bytes);
    } catch (ResourceExhaustedException over) {
      batch.close();
      throw over;
    }
  }

  private void ended(@Nullable RuntimeException failed) {
    boolean first;
    lock.lock();
    try {
      first = failed != null && failure == null && !stopped;
      if (first) {
        failure = failed;
      }
    } finally {
      lock.unlock();
    }
    if (first) {
      producers.forEach(BatchProducer::interrupt); // the other slices are of no use any more
    }
    lock.lock();
    try {
      running--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the producers and wakes everybody. */
  private void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    producers.forEach(BatchProducer::interrupt);
  }

  private void awaitProducers() {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
      while (running > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (running > 0) {
        LOG.warn("{} connections did not let go within {} s.", running, CLOSE_SECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void throwIfOver() {
    if (closed) {
      throw new IllegalStateException("This reader of a query is closed.");
    }
    cancellation.throwIfCancelled();
    if (failure != null) {
      throw failure;
    }
  }

  @SuppressWarnings("WaitNotInLoop") // both callers loop over their own condition
  private void awaitChange() {
    try {
      changed.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CallCancelledException("Interrupted while waiting for rows.", interrupted);
    }
  }

  private void releaseCurrent() {
    VectorSchemaRoot done = current;
    current = null;
    if (done != null) {
      done.close();
    }
  }
}
