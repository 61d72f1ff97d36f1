package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

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
    new PullSubscription<>(subscriber, new SharedBatches(opener, allocator), executor).begin(false);
  }

  /** Opens the reader at the first request, and gives each batch a root of its own. */
  private static final class SharedBatches implements PullSource<VectorSchemaRoot> {
    private final Supplier<? extends BatchReader> opener;
    private final BufferAllocator allocator;
    private BatchReader reader = new EmptyReader();

    SharedBatches(Supplier<? extends BatchReader> opener, BufferAllocator allocator) {
      this.opener = opener;
      this.allocator = allocator;
    }

    @Override
    public void open() {
      reader = opener.get();
      if (MessageSchema.usesDictionaries(reader.schema())) {
        throw PublisherReader.dictionaryRefused();
      }
    }

    @Override
    public Optional<VectorSchemaRoot> next() {
      return reader.next()
          ? Optional.of(SharedBatch.of(reader.batch(), allocator))
          : Optional.empty();
    }

    @Override
    public void close() {
      reader.close();
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
