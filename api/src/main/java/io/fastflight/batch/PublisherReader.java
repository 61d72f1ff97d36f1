package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link Flow.Publisher} of batches with blocking calls: the bridge from asynchronous to
 * synchronous code.
 *
 * <p>The queue between the two is bounded: never more batches are requested than it can hold, so a
 * publisher cannot fill memory; one that sends more than was requested fails the stream, and so
 * does one that sends dictionary-encoded columns. {@link #close} cancels the publisher and releases
 * what is queued; a batch that arrives later is released on arrival. A failure of the publisher is
 * thrown to the reader after the batches before it.
 *
 * <p><b>Ownership:</b> each root that is published is taken.
 *
 * <p><b>Threads:</b> read by one thread at a time; {@link #close} may come from another while
 * {@link #next} or {@link #schema} blocks, and wakes it; {@link #onError} may come from any thread
 * at any time, and leaves the batch in hand alone. The publisher may call from any thread.
 */
public final class PublisherReader implements BatchReader, Flow.Subscriber<VectorSchemaRoot> {
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<VectorSchemaRoot> queue = new ArrayDeque<>();

  private @Nullable Schema schema;
  private Flow.@Nullable Subscription subscription;
  private @Nullable VectorSchemaRoot current;
  private @Nullable Throwable failure;
  private boolean completed;
  private boolean closed;

  private PublisherReader(int capacity, @Nullable Schema schema) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "capacity must be at least 1 batch, was " + capacity + ".");
    }
    this.capacity = capacity;
    this.schema = schema;
  }

  /**
   * Subscribes to {@code publisher} and returns the reader of its batches.
   *
   * @param schema what the batches look like, or empty to learn it from the first; then an empty
   *     stream is an error, because nobody can say what it is empty of
   * @param capacity how many batches may wait, at least 1
   */
  public static PublisherReader subscribe(
      Flow.Publisher<VectorSchemaRoot> publisher, Optional<Schema> schema, int capacity) {
    PublisherReader reader = new PublisherReader(capacity, schema.orElse(null));
    try {
      requireNonNull(publisher, "publisher").subscribe(reader);
      return reader;
    } catch (Throwable failure) {
      try (reader) {
        throw failure;
      }
    }
  }

  @Override
  public Schema schema() {
    lock.lock();
    try {
      while (schema == null) {
        throwIfUnreadable();
        if (completed) {
          throw new DataServiceException(
              "The publisher ended without a batch and its service declares no schema. Override schema() in the service.");
        }
        awaitChange();
      }
      return schema;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean next() {
    Flow.Subscription upstream;
    lock.lock();
    try {
      releaseCurrent();
      while (queue.isEmpty()) {
        throwIfUnreadable();
        if (completed) {
          schema(); // an empty stream without a schema is an error here too
          return false;
        }
        awaitChange();
      }
      throwIfClosed();
      current = queue.remove();
      upstream = subscription;
    } finally {
      lock.unlock();
    }
    if (upstream != null) {
      upstream.request(1); // outside the lock: a publisher may answer on this very thread
    }
    return true;
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
    Flow.Subscription upstream;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      releaseCurrent();
      queue.forEach(VectorSchemaRoot::close);
      queue.clear();
      upstream = subscription;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (upstream != null) {
      upstream.cancel();
    }
  }

  /** Called by the publisher. */
  @Override
  public void onSubscribe(Flow.Subscription given) {
    boolean wanted;
    lock.lock();
    try {
      wanted = subscription == null && !closed;
      if (wanted) {
        subscription = requireNonNull(given, "subscription");
      }
    } finally {
      lock.unlock();
    }
    if (wanted) {
      given.request(capacity);
    } else {
      given.cancel();
    }
  }

  /** Called by the publisher; takes {@code batch}. */
  @Override
  public void onNext(VectorSchemaRoot batch) {
    lock.lock();
    try {
      if (closed || completed || failure != null) {
        batch.close();
        return;
      }
      failure = faultOf(batch);
      if (failure == null) {
        schema = schema == null ? batch.getSchema() : schema;
        queue.add(batch);
      } else {
        batch.close();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable DataServiceException faultOf(VectorSchemaRoot batch) {
    if (queue.size() == capacity) {
      return new DataServiceException(
          "The publisher sent more than the %s batches that were requested. It must keep to request(n)."
              .formatted(capacity));
    }
    return MessageSchema.usesDictionaries(batch.getSchema()) ? dictionaryRefused() : null;
  }

  /** A root has indices and no values: whoever got it would take the indices for the values. */
  static DataServiceException dictionaryRefused() {
    return new DataServiceException(
        "A dictionary-encoded column cannot be published: a batch by itself has no dictionary. Decode the column at its source.");
  }

  /** Called by the publisher. */
  @Override
  public void onError(Throwable error) {
    lock.lock();
    try {
      failure = requireNonNull(error, "error");
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Called by the publisher. */
  @Override
  public void onComplete() {
    lock.lock();
    try {
      completed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void releaseCurrent() {
    VectorSchemaRoot done = current;
    current = null;
    if (done != null) {
      done.close();
    }
  }

  private void throwIfUnreadable() {
    throwIfClosed();
    if (failure instanceof FastFlightException known) {
      throw known;
    }
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked; // the engine gives it a safe text, as it does for a service that throws in
      // open()
    }
    if (failure != null) {
      throw new DataServiceException("The publisher of the batches failed.", failure);
    }
  }

  private void throwIfClosed() {
    if (closed) {
      throw new IllegalStateException("This reader of a publisher is closed.");
    }
  }

  @SuppressWarnings("WaitNotInLoop") // both callers loop over their own condition
  private void awaitChange() {
    try {
      changed.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CallCancelledException("Interrupted while waiting for a batch.", interrupted);
    }
  }
}
