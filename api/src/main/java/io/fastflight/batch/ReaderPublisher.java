package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the batches of a {@link BatchReader}, each read only when it is wanted.
 *
 * <p>For one subscriber. Reading happens on {@code executor}, one batch at a time; no thread is
 * held while nothing is wanted. A reader with dictionary-encoded columns fails the stream: a batch
 * by itself has no dictionary.
 *
 * <p><b>Ownership:</b> each published root is the subscriber's to close. The reader is opened at
 * the first subscription and closed at the end, at a failure and at cancel.
 *
 * <p><b>Threads:</b> signals come one at a time, from threads of {@code executor}.
 */
public final class ReaderPublisher implements Flow.Publisher<VectorSchemaRoot> {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderPublisher.class);

  private final Supplier<? extends BatchReader> opener;
  private final BufferAllocator allocator;
  private final Executor executor;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  /**
   * Creates a publisher over the reader that {@code opener} will open.
   *
   * @param allocator owns the published roots; shares its root allocator with the reader's batches;
   *     borrowed
   * @param executor runs blocking reads
   */
  public ReaderPublisher(
      Supplier<? extends BatchReader> opener, BufferAllocator allocator, Executor executor) {
    this.opener = requireNonNull(opener, "opener");
    this.allocator = requireNonNull(allocator, "allocator");
    this.executor = requireNonNull(executor, "executor");
  }

  @Override
  public void subscribe(Flow.Subscriber<? super VectorSchemaRoot> subscriber) {
    requireNonNull(subscriber, "subscriber");
    if (!subscribed.compareAndSet(false, true)) {
      subscriber.onSubscribe(new Refused());
      subscriber.onError(
          new IllegalStateException("This publisher of a reader has a subscriber already."));
      return;
    }
    Reading reading = new Reading(subscriber);
    subscriber.onSubscribe(reading);
  }

  /**
   * One subscriber's reading. Every signal (request, cancel) adds to {@code signals}; whoever
   * raises it from zero schedules the one run that serves them all, so signals never overlap and no
   * lock is held while user code runs.
   */
  private final class Reading implements Flow.Subscription {
    private final Flow.Subscriber<? super VectorSchemaRoot> subscriber;
    private final AtomicLong wanted = new AtomicLong();
    private final AtomicLong signals = new AtomicLong();
    private volatile boolean cancelled;
    private volatile boolean badRequest;
    private @Nullable RejectedExecutionException rejection;
    private boolean ended;
    private BatchReader reader = new EmptyReader();
    private boolean opened;

    Reading(Flow.Subscriber<? super VectorSchemaRoot> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long count) {
      if (count <= 0) {
        badRequest = true;
      } else {
        wanted.getAndUpdate(before -> before + count < 0 ? Long.MAX_VALUE : before + count);
      }
      signal();
    }

    @Override
    public void cancel() {
      cancelled = true;
      signal();
    }

    private void signal() {
      if (signals.getAndIncrement() == 0) {
        try {
          executor.execute(this::serve);
        } catch (RejectedExecutionException shutDown) {
          rejection = shutDown;
          serve(); // here, so that the reader is closed and the subscriber told
        }
      }
    }

    private void serve() {
      long served = signals.get();
      while (served != 0) {
        serveOnce();
        served = signals.addAndGet(-served);
      }
    }

    private void serveOnce() {
      if (ended) {
        return;
      }
      if (cancelled) {
        endQuietly();
        return;
      }
      try {
        throwIfUnservable();
        publishWanted();
      } catch (Throwable failure) {
        fail(failure);
      }
      if (cancelled) {
        endQuietly();
      }
    }

    private void throwIfUnservable() {
      if (rejection != null) {
        throw rejection;
      }
      if (badRequest) {
        throw new IllegalArgumentException("request(n) must be called with n of 1 or more.");
      }
    }

    private void fail(Throwable failure) {
      try {
        end();
      } catch (RuntimeException second) {
        failure.addSuppressed(second);
      }
      if (!cancelled) {
        subscriber.onError(failure);
      }
    }

    /** After a cancel nobody listens any more. */
    private void endQuietly() {
      try {
        end();
      } catch (RuntimeException failure) {
        LOG.warn("A reader could not be closed after its subscriber had cancelled.", failure);
      }
    }

    private void publishWanted() {
      while (wanted.get() > 0 && !cancelled && !ended) {
        if (!opened) {
          opened = true;
          reader = opener.get();
          if (MessageSchema.usesDictionaries(reader.schema())) {
            throw PublisherReader.dictionaryRefused();
          }
        }
        if (!reader.next()) {
          end();
          subscriber.onComplete();
          return;
        }
        wanted.getAndUpdate(before -> before == Long.MAX_VALUE ? before : before - 1);
        subscriber.onNext(SharedBatch.of(reader.batch(), allocator));
      }
    }

    private void end() {
      if (!ended) {
        ended = true;
        reader.close();
      }
    }
  }

  /** Stands where a refused subscriber expects a subscription. */
  private static final class Refused implements Flow.Subscription {
    @Override
    public void request(long count) {}

    @Override
    public void cancel() {}
  }
}
