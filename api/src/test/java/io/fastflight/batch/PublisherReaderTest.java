package io.fastflight.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublisherReaderTest {
  private final RootAllocator allocator = new RootAllocator();
  private final Source source = new Source();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    allocator.close();
  }

  @Test
  void batchesComeInOrderUntilTheEnd() {
    try (BatchReader reader = open(4)) {
      source.publish(2);
      source.subscriber.onComplete();
      assertThat(reader.schema()).isEqualTo(Batches.SCHEMA);
      assertThat(Batches.values(reader)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void neverMoreIsRequestedThanTheQueueCanHold() {
    try (BatchReader reader = open(2)) {
      assertThat(source.requested).isEqualTo(2);
      source.publish(2);
      assertThat(reader.next()).isTrue();
      assertThat(source.requested).isEqualTo(3);
      source.publish(1);
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isTrue();
      assertThat(source.requested).isEqualTo(5);
    }
  }

  @Test
  void publisherThatSendsMoreThanRequestedFailsTheStream() {
    try (BatchReader reader = open(2)) {
      source.publish(3);
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isTrue();
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "The publisher sent more than the 2 batches that were requested."
                  + " It must keep to request(n).");
    }
  }

  @Test
  void dictionaryEncodedBatchFailsTheStream() {
    Dictionary levels = Batches.dictionary(allocator, new ArrowType.Int(8, true), "low");
    try (BatchReader reader = open(2)) {
      source.subscriber.onNext(Batches.encoded(allocator, levels, 0));
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "A dictionary-encoded column cannot be published: a batch by itself has no"
                  + " dictionary. Decode the column at its source.");
    }
    levels.getVector().close();
  }

  @Test
  void batchInHandIsReleasedByTheNext() {
    try (BatchReader reader = open(2)) {
      source.publish(1);
      assertThat(reader.next()).isTrue();
      assertThat(allocator.getAllocatedMemory()).isPositive();
      source.subscriber.onComplete();
      assertThat(reader.next()).isFalse();
      assertThat(allocator.getAllocatedMemory()).isZero();
      assertThatThrownBy(reader::batch)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("There is no batch: next() has not returned true.");
    }
  }

  @Test
  void failureComesAfterTheBatchesBeforeIt() {
    try (BatchReader reader = open(2)) {
      source.publish(1);
      source.subscriber.onError(new DataServiceException("source gone"));
      assertThat(reader.next()).isTrue();
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessage("source gone");
      assertThatThrownBy(reader::next).hasMessage("source gone");
    }
  }

  @Test
  void uncheckedFailureIsThrownAsItIs() {
    try (BatchReader reader = open(2)) {
      source.subscriber.onError(new IllegalStateException("secret"));
      assertThatThrownBy(reader::schema)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("secret");
    }
  }

  @Test
  void checkedFailureIsACauseWhoseTextStaysInside() {
    try (BatchReader reader = open(2)) {
      source.subscriber.onError(new IOException("secret"));
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessage("The publisher of the batches failed.")
          .hasRootCauseMessage("secret");
    }
  }

  @Test
  void emptyStreamWithASchemaIsAResult() {
    try (BatchReader reader = PublisherReader.subscribe(source, Optional.of(Batches.SCHEMA), 2)) {
      source.subscriber.onComplete();
      assertThat(reader.schema()).isEqualTo(Batches.SCHEMA);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void emptyStreamWithoutASchemaSaysWhatToDo() {
    try (BatchReader reader = open(2)) {
      source.subscriber.onComplete();
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "The publisher ended without a batch and its service declares no schema."
                  + " Override schema() in the service.");
    }
  }

  @Test
  void closingCancelsThePublisherAndReleasesTheQueue() {
    BatchReader reader = open(3);
    source.publish(3);
    assertThat(reader.next()).isTrue();
    reader.close();
    assertThat(source.cancels).isEqualTo(1);
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void closingTwiceCancelsOnce() {
    BatchReader reader = open(1);
    reader.close();
    reader.close();
    assertThat(source.cancels).isEqualTo(1);
  }

  @Test
  void batchThatComesTooLateIsReleasedOnArrival() {
    open(2).close();
    source.publish(1);
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void batchAfterTheEndIsReleasedOnArrival() {
    try (BatchReader reader = PublisherReader.subscribe(source, Optional.of(Batches.SCHEMA), 2)) {
      source.subscriber.onComplete();
      source.publish(1);
      assertThat(allocator.getAllocatedMemory()).isZero();
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void closedReaderNamesItself() {
    BatchReader reader = open(1);
    reader.close();
    assertThatThrownBy(reader::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("This reader of a publisher is closed.");
  }

  @Test
  void blockedReaderIsWokenByABatch() {
    try (BatchReader reader = open(1)) {
      CompletableFuture<Boolean> next = blockedNext(reader);
      source.publish(1);
      assertThat(next.join()).isTrue();
    }
  }

  @Test
  void blockedReaderIsWokenByClose() {
    BatchReader reader = open(1);
    CompletableFuture<Boolean> next = blockedNext(reader);
    reader.close();
    assertThatThrownBy(next::join)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("This reader of a publisher is closed.");
  }

  @Test
  void blockedReaderIsWokenByAFailure() {
    try (BatchReader reader = open(1)) {
      CompletableFuture<Boolean> next = blockedNext(reader);
      source.subscriber.onError(new CallCancelledException("the caller left"));
      assertThatThrownBy(next::join)
          .hasCauseInstanceOf(CallCancelledException.class)
          .hasMessageEndingWith("the caller left");
    }
  }

  @Test
  void failureLeavesTheBatchInHandAlone() {
    try (BatchReader reader = open(1)) {
      source.publish(1);
      assertThat(reader.next()).isTrue();
      source.subscriber.onError(new CallCancelledException("the caller left"));
      assertThat(Batches.values(reader.batch())).containsExactly(0L, 1L, 2L, 3L);
    }
  }

  @Test
  void interruptedReaderKeepsTheFlagAndThrows() {
    try (BatchReader reader = open(1)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(reader::next)
          .isInstanceOf(CallCancelledException.class)
          .hasMessage("Interrupted while waiting for a batch.");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void secondSubscriptionIsCancelled() {
    try (BatchReader reader = open(1)) {
      Source second = new Source();
      ((PublisherReader) reader).onSubscribe(second);
      assertThat(second.cancels).isEqualTo(1);
      assertThat(second.requested).isZero();
      assertThat(source.cancels).isZero();
    }
  }

  @Test
  void subscriptionAfterCloseIsCancelled() {
    PublisherReader reader = PublisherReader.subscribe(subscriber -> {}, Optional.empty(), 1);
    reader.close();
    reader.onSubscribe(source);
    assertThat(source.cancels).isEqualTo(1);
  }

  @Test
  void publisherThatThrowsAtSubscriptionLeavesNothing() {
    Flow.Publisher<VectorSchemaRoot> broken =
        subscriber -> {
          subscriber.onSubscribe(source);
          subscriber.onNext(Batches.batch(allocator, 0, 4));
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(() -> PublisherReader.subscribe(broken, Optional.empty(), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("broken");
    assertThat(allocator.getAllocatedMemory()).isZero();
    assertThat(source.cancels).isEqualTo(1);
  }

  @Test
  void queueWithoutRoomIsRefused() {
    assertThatThrownBy(() -> PublisherReader.subscribe(source, Optional.empty(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity must be at least 1 batch, was 0.");
  }

  private BatchReader open(int capacity) {
    return PublisherReader.subscribe(source, Optional.empty(), capacity);
  }

  /** Calls next() on another thread and waits until that thread waits. */
  private CompletableFuture<Boolean> blockedNext(BatchReader reader) {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CompletableFuture<Boolean> next =
        CompletableFuture.supplyAsync(
            () -> {
              thread.complete(Thread.currentThread());
              return reader.next();
            },
            threads);
    await().until(() -> thread.join().getState() == Thread.State.WAITING);
    return next;
  }

  /** A publisher in the hands of the test, on the test's own thread. */
  private final class Source implements Flow.Publisher<VectorSchemaRoot>, Flow.Subscription {
    private Flow.Subscriber<? super VectorSchemaRoot> subscriber;
    private long requested;
    private int published;
    private int cancels;

    @Override
    public void subscribe(Flow.Subscriber<? super VectorSchemaRoot> given) {
      subscriber = given;
      given.onSubscribe(this);
    }

    void publish(int batches) {
      for (int i = 0; i < batches; i++) {
        subscriber.onNext(Batches.batch(allocator, 4L * published++, 4));
      }
    }

    @Override
    public void request(long count) {
      requested += count;
    }

    @Override
    public void cancel() {
      cancels++;
    }
  }
}
