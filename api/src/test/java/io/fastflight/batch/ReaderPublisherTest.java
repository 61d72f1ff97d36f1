package io.fastflight.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.DataServiceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReaderPublisherTest {
  private final RootAllocator allocator = new RootAllocator();
  private final Steps steps = new Steps();
  private final Listener listener = new Listener();

  @AfterEach
  void nothingIsLeft() {
    listener.received.forEach(VectorSchemaRoot::close);
    allocator.close();
  }

  @Test
  void nothingIsOpenedBeforeItIsWanted() {
    TestReader reader = new TestReader(allocator, 3);
    publisher(reader).subscribe(listener);
    steps.runAll();
    assertThat(reader.produced()).isZero();
    assertThat(listener.received).isEmpty();
    listener.subscription.cancel();
    steps.runAll();
  }

  @Test
  void exactlyWhatIsRequestedIsReadAndPublished() {
    TestReader reader = new TestReader(allocator, 5);
    publisher(reader).subscribe(listener);
    listener.subscription.request(2);
    steps.runAll();
    assertThat(listener.received).hasSize(2);
    assertThat(reader.produced()).isEqualTo(2);
    listener.subscription.request(1);
    steps.runAll();
    assertThat(listener.received).hasSize(3);
    assertThat(reader.produced()).isEqualTo(3);
    listener.subscription.cancel();
    steps.runAll();
  }

  @Test
  void noThreadIsHeldWhileNothingIsWanted() {
    publisher(new TestReader(allocator, 1)).subscribe(listener);
    assertThat(steps.waiting).isEmpty();
    listener.subscription.request(5);
    assertThat(steps.waiting).hasSize(1);
    steps.runAll();
    assertThat(steps.waiting).isEmpty();
  }

  @Test
  void noBatchComesBeforeOnSubscribeHasReturned() {
    List<Integer> before = new ArrayList<>();
    listener.onSubscription =
        () -> {
          listener.subscription.request(2);
          before.add(listener.received.size());
        };
    new ReaderPublisher(() -> new TestReader(allocator, 5), allocator, Runnable::run)
        .subscribe(listener);
    assertThat(before).containsExactly(0);
    assertThat(listener.received).hasSize(2);
    listener.subscription.cancel();
  }

  @Test
  void aSubscriberThatFailsAtOnceIsCancelled() {
    TestReader reader = new TestReader(allocator, 5);
    listener.onSubscription =
        () -> {
          listener.subscription.request(1);
          throw new IllegalStateException("no");
        };
    assertThatThrownBy(() -> publisher(reader).subscribe(listener)).hasMessage("no");
    steps.runAll();
    assertThat(listener.received).isEmpty();
    assertThat(reader.produced()).isZero();
  }

  @Test
  void endOfTheReaderCompletesAndClosesIt() {
    TestReader reader = new TestReader(allocator, 2);
    publisher(reader).subscribe(listener);
    listener.subscription.request(Long.MAX_VALUE);
    steps.runAll();
    assertThat(listener.received).hasSize(2);
    assertThat(listener.completed).isEqualTo(1);
    assertThat(listener.failures).isEmpty();
    assertThat(reader.closes()).isEqualTo(1);
    assertThat(Batches.values(listener.received.get(1))).containsExactly(4L, 5L, 6L, 7L);
  }

  @Test
  void publishedBatchesOutliveTheReader() {
    TestReader reader = new TestReader(allocator, 1);
    publisher(reader).subscribe(listener);
    listener.subscription.request(2);
    steps.runAll();
    assertThat(reader.closes()).isEqualTo(1);
    assertThat(Batches.values(listener.received.get(0))).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void cancelClosesTheReaderAndEndsTheSignals() {
    TestReader reader = new TestReader(allocator, 5);
    publisher(reader).subscribe(listener);
    listener.subscription.request(1);
    steps.runAll();
    listener.subscription.cancel();
    listener.subscription.request(1);
    steps.runAll();
    assertThat(reader.closes()).isEqualTo(1);
    assertThat(listener.received).hasSize(1);
    assertThat(listener.completed).isZero();
    assertThat(listener.failures).isEmpty();
  }

  @Test
  void cancelFromWithinABatchStopsThere() {
    TestReader reader = new TestReader(allocator, 5);
    listener.onBatch = () -> listener.subscription.cancel();
    publisher(reader).subscribe(listener);
    listener.subscription.request(Long.MAX_VALUE);
    steps.runAll();
    assertThat(listener.received).hasSize(1);
    assertThat(reader.closes()).isEqualTo(1);
  }

  @Test
  void requestFromWithinABatchDoesNotOverlapSignals() {
    TestReader reader = new TestReader(allocator, 1_000);
    listener.onBatch =
        () -> {
          assertThat(listener.depth).isEqualTo(1);
          listener.subscription.request(1);
        };
    publisher(reader).subscribe(listener);
    listener.subscription.request(1);
    steps.runAll();
    assertThat(listener.received).hasSize(1_000);
    assertThat(listener.completed).isEqualTo(1);
  }

  @Test
  void failureOfTheReaderIsToldAfterItsBatches() {
    DataServiceException failure = new DataServiceException("source gone");
    TestReader reader = new TestReader(allocator, 1).thenFail(failure);
    publisher(reader).subscribe(listener);
    listener.subscription.request(5);
    steps.runAll();
    assertThat(listener.received).hasSize(1);
    assertThat(listener.failures).containsExactly(failure);
    assertThat(listener.completed).isZero();
    assertThat(reader.closes()).isEqualTo(1);
  }

  @Test
  void dictionaryEncodedReaderFailsTheStreamAndIsClosed() {
    Dictionary levels = Batches.dictionary(allocator, new ArrowType.Int(8, true), "low");
    try (VectorSchemaRoot batch = Batches.encoded(allocator, levels, 0);
        TableBuilder builder = new TableBuilder(allocator)) {
      builder.add(batch, new MapDictionaryProvider(levels));
      levels.getVector().close();
      try (Table table = builder.build(batch.getSchema())) {
        new ReaderPublisher(table::reader, allocator, steps).subscribe(listener);
        listener.subscription.request(1);
        steps.runAll();
      }
    }
    assertThat(listener.received).isEmpty();
    assertThat(listener.failures)
        .singleElement()
        .isInstanceOfSatisfying(
            DataServiceException.class,
            refused ->
                assertThat(refused).hasMessageStartingWith("A dictionary-encoded column cannot"));
  }

  @Test
  void failureToOpenIsTold() {
    DataServiceException failure = new DataServiceException("no source");
    new ReaderPublisher(
            () -> {
              throw failure;
            },
            allocator,
            steps)
        .subscribe(listener);
    listener.subscription.request(1);
    steps.runAll();
    assertThat(listener.failures).containsExactly(failure);
  }

  @Test
  void failureToCloseAfterTheLastBatchIsAFailure() {
    IllegalStateException failure = new IllegalStateException("close failed");
    publisher(new TestReader(allocator, 1).failToClose(failure)).subscribe(listener);
    listener.subscription.request(5);
    steps.runAll();
    assertThat(listener.completed).isZero();
    assertThat(listener.failures).containsExactly(failure);
  }

  @Test
  void failureToCloseDoesNotHideTheFailureBefore() {
    DataServiceException failure = new DataServiceException("source gone");
    IllegalStateException second = new IllegalStateException("close failed");
    publisher(new TestReader(allocator, 0).thenFail(failure).failToClose(second))
        .subscribe(listener);
    listener.subscription.request(5);
    steps.runAll();
    assertThat(listener.failures).containsExactly(failure);
    assertThat(failure.getSuppressed()).containsExactly(second);
  }

  @Test
  void failureToCloseAfterACancelEndsQuietly() {
    TestReader reader =
        new TestReader(allocator, 2).failToClose(new IllegalStateException("close failed"));
    publisher(reader).subscribe(listener);
    listener.subscription.request(1);
    steps.runAll();
    listener.subscription.cancel();
    steps.runAll();
    assertThat(listener.failures).isEmpty();
    listener.subscription.cancel();
    steps.runAll();
    assertThat(reader.closes()).isEqualTo(1);
  }

  @Test
  void requestOfNothingIsAFailure() {
    TestReader reader = new TestReader(allocator, 1);
    publisher(reader).subscribe(listener);
    listener.subscription.request(1);
    steps.runAll();
    listener.subscription.request(0);
    steps.runAll();
    assertThat(listener.failures)
        .singleElement()
        .isInstanceOfSatisfying(
            IllegalArgumentException.class,
            refused ->
                assertThat(refused).hasMessage("request(n) must be called with n of 1 or more."));
    assertThat(reader.closes()).isEqualTo(1);
  }

  @Test
  void requestsAddUpWithoutOverflow() {
    publisher(new TestReader(allocator, 2)).subscribe(listener);
    listener.subscription.request(Long.MAX_VALUE);
    listener.subscription.request(Long.MAX_VALUE);
    steps.runAll();
    assertThat(listener.completed).isEqualTo(1);
  }

  @Test
  void secondSubscriberIsRefused() {
    ReaderPublisher publisher = publisher(new TestReader(allocator, 1));
    publisher.subscribe(listener);
    Listener second = new Listener();
    publisher.subscribe(second);
    assertThat(second.failures)
        .singleElement()
        .isInstanceOfSatisfying(
            IllegalStateException.class,
            refused ->
                assertThat(refused)
                    .hasMessage("This publisher of a reader has a subscriber already."));
    assertThat(listener.failures).isEmpty();
  }

  @Test
  void executorThatIsShutDownFailsTheStreamAndClosesTheReader() {
    TestReader reader = new TestReader(allocator, 3);
    publisher(reader).subscribe(listener);
    listener.subscription.request(1);
    steps.runAll();
    steps.shutDown = true;
    listener.subscription.request(1);
    assertThat(listener.failures).singleElement().isInstanceOf(RejectedExecutionException.class);
    assertThat(reader.closes()).isEqualTo(1);
  }

  @Test
  void cancelWithAnExecutorThatIsShutDownStillClosesTheReader() {
    TestReader reader = new TestReader(allocator, 3);
    publisher(reader).subscribe(listener);
    listener.subscription.request(1);
    steps.runAll();
    steps.shutDown = true;
    listener.subscription.cancel();
    assertThat(reader.closes()).isEqualTo(1);
    assertThat(listener.failures).isEmpty();
  }

  @Test
  void readerOfAPublisherOfAReaderIsTheSameStream() throws InterruptedException {
    TestReader reader = new TestReader(allocator, 100);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    ReaderPublisher publisher = new ReaderPublisher(() -> reader, allocator, threads);
    try (BatchReader back = PublisherReader.subscribe(publisher, Optional.empty(), 3)) {
      assertThat(Batches.values(back)).hasSize(400).isSorted();
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(reader.closes()).isEqualTo(1);
  }

  @Test
  void nullSubscriberIsRefused() {
    assertThatThrownBy(() -> publisher(new TestReader(allocator, 1)).subscribe(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("subscriber");
  }

  private ReaderPublisher publisher(TestReader reader) {
    return new ReaderPublisher(() -> reader, allocator, steps);
  }

  /** Runs what is handed to it when the test says so. */
  private static final class Steps implements Executor {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean shutDown;

    @Override
    public void execute(Runnable task) {
      if (shutDown) {
        throw new RejectedExecutionException("shut down");
      }
      waiting.add(task);
    }

    void runAll() {
      while (!waiting.isEmpty()) {
        waiting.remove().run();
      }
    }
  }

  /** Keeps what it is given. */
  private static final class Listener implements Flow.Subscriber<VectorSchemaRoot> {
    private final List<VectorSchemaRoot> received = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private Runnable onSubscription = () -> {};
    private Runnable onBatch = () -> {};
    private Flow.Subscription subscription;
    private int completed;
    private int depth;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      onSubscription.run();
    }

    @Override
    public void onNext(VectorSchemaRoot batch) {
      received.add(batch);
      depth++;
      onBatch.run();
      depth--;
    }

    @Override
    public void onError(Throwable failure) {
      failures.add(failure);
    }

    @Override
    public void onComplete() {
      completed++;
    }
  }
}
