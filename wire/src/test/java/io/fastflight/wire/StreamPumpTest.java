package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.service.Cancellation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pump reads when the peer is ready, ends once, and closes its reader once, whatever happens.
 */
class StreamPumpTest {
  private static final Duration FOR_EVER = Duration.ofHours(1);

  private final QueuedRuns executor = new QueuedRuns();
  private final RecordingSink sink = new RecordingSink();
  private final Cancellation cancellation = new Cancellation();
  private BufferAllocator allocator;

  @BeforeEach
  void begin(BufferAllocator memory) {
    allocator = memory;
  }

  @AfterEach
  void memoryIsBack() {
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new DataServiceException("told"),
        new IllegalStateException("secret-4711"),
        new AssertionError("secret-4711"));
  }

  private NumberedBatches batches(int count) {
    return new NumberedBatches(count, allocator);
  }

  private StreamPump<?> pump(BatchReader reader) {
    return pump(() -> reader, executor);
  }

  private StreamPump<?> pump(Supplier<BatchReader> opener, Executor runs) {
    return new StreamPump<>(opener, sink, cancellation, TestPumps.plain(runs));
  }

  private static void raise(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private void requireFailedBy(Throwable failure) {
    if (failure instanceof FastFlightException) {
      assertThat(sink.ends()).containsExactly(failure);
    } else {
      assertThat(sink.failure())
          .isInstanceOf(InternalFaultException.class)
          .hasMessage("The server failed; its log says why.")
          .hasCause(failure);
    }
  }

  @Test
  void untilThePeerIsReadyNothingIsRead() {
    NumberedBatches reader = batches(3);
    StreamPump<?> pump = pump(reader);
    executor.run(pump);
    executor.run(pump);
    assertThat(sink.frames()).as("the schema").hasSize(1);
    assertThat(reader.reads()).isZero();
    assertThat(executor.waiting()).isZero();
    pump.cancel();
    executor.runAll();
  }

  @Test
  void aReadyPeerGetsEveryBatchAndTheTotals() {
    NumberedBatches reader = batches(4);
    sink.ready(true);
    executor.run(pump(reader));
    assertThat(sink.frames())
        .containsExactly(
            null,
            new BatchPosition(0, 0),
            new BatchPosition(1, 0),
            new BatchPosition(2, 1),
            new BatchPosition(3, 3));
    assertThat(sink.ends()).containsExactly(new StreamTotals(6, 4));
    assertThat(reader.closes()).isOne();
  }

  @Test
  void anEmptyStreamIsCompleteWithItsSchema() {
    sink.ready(true);
    executor.run(pump(batches(0)));
    assertThat(sink.frames()).hasSize(1);
    assertThat(sink.ends()).containsExactly(new StreamTotals(0, 0));
  }

  @Test
  void oneBatchIsReadForEachTimeThePeerIsReady() {
    NumberedBatches reader = batches(3);
    sink.onSend(number -> sink.ready(false));
    StreamPump<?> pump = pump(reader);
    executor.run(pump);
    for (int reads = 0; reads <= 3; reads++) {
      assertThat(reader.reads()).isEqualTo(reads);
      sink.ready(true);
      executor.run(pump);
    }
    assertThat(sink.ends()).containsExactly(new StreamTotals(3, 3));
  }

  @Test
  void wakesAfterTheEndDoNothing() {
    NumberedBatches reader = batches(1);
    sink.ready(true);
    StreamPump<?> pump = pump(reader);
    executor.run(pump);
    executor.run(pump);
    pump.cancel();
    executor.runAll();
    assertThat(sink.ends()).containsExactly(new StreamTotals(0, 1));
    assertThat(reader.closes()).isOne();
  }

  @Test
  void manyWakesBeforeTheRunAreOneRun() {
    StreamPump<?> pump = pump(batches(0));
    for (int i = 0; i < 100; i++) {
      pump.wake();
    }
    assertThat(executor.waiting()).isOne();
    pump.cancel();
    executor.runAll();
  }

  @Test
  void theReaderIsClosedBeforeThePeerLearnsOfTheEnd() {
    NumberedBatches reader = batches(5);
    sink.ready(true).onEnd(number -> assertThat(reader.closes()).isOne());
    executor.run(pump(reader));
    assertThat(sink.ends()).containsExactly(new StreamTotals(10, 5));
    assertThat(reader.closes()).isOne();
  }

  @Test
  void noThreadIsHeldWhileThePeerIsSlow() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    try (WorkerThreads one = WorkerThreads.platform("pump", 1)) {
      NumberedBatches reader = batches(2);
      StreamPump<?> pump = pump(() -> reader, one);
      pump.wake();
      one.execute(free::countDown); // waits behind the run of a slow stream
      free.await();
      assertThat(reader.closes()).isZero();
      pump.cancel();
    }
    assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void anOpenerThatFailsFailsTheStreamOnce(Throwable failure) {
    StreamPump<?> pump =
        pump(
            () -> {
              raise(failure);
              return batches(0);
            },
            executor);
    executor.run(pump);
    executor.run(pump);
    requireFailedBy(failure);
    assertThat(sink.frames()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aSchemaThatFailsFailsTheStreamAndClosesTheReader(Throwable failure) {
    NumberedBatches reader = batches(1).onSchema(() -> raise(failure));
    executor.run(pump(reader));
    requireFailedBy(failure);
    assertThat(reader.closes()).isOne();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aBatchThatFailsFailsTheStreamAfterThoseBefore(Throwable failure) {
    NumberedBatches reader = batches(5).before(number -> raiseAt(number, failure));
    sink.ready(true);
    executor.run(pump(reader));
    requireFailedBy(failure);
    assertThat(sink.frames()).hasSize(3);
    assertThat(reader.closes()).isOne();
  }

  private static void raiseAt(int number, Throwable failure) {
    if (number == 2) {
      raise(failure);
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aReaderThatCannotBeClosedDoesNotChangeTheEnd(Throwable failure) {
    sink.ready(true);
    executor.run(pump(batches(1).onClose(() -> raise(failure))));
    assertThat(sink.ends()).containsExactly(new StreamTotals(0, 1));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailedReaderThatCannotBeClosedStillFailsTheStream(Throwable failure) {
    DataServiceException first = new DataServiceException("first");
    sink.ready(true);
    executor.run(pump(batches(1).before(number -> raise(first)).onClose(() -> raise(failure))));
    assertThat(sink.ends()).containsExactly(first);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aSinkThatThrowsInSendFailsTheStream(int number) {
    NumberedBatches reader = batches(3);
    IllegalStateException broken = new IllegalStateException("pipe");
    sink.ready(true)
        .onSend(
            sent -> {
              if (sent == number) {
                throw broken;
              }
            });
    executor.run(pump(reader));
    requireFailedBy(broken);
    assertThat(sink.frames()).hasSize(number);
    assertThat(reader.closes()).isOne();
  }

  @Test
  void aSinkThatThrowsWhenAskedIfReadyFailsTheStream() {
    NumberedBatches reader = batches(3);
    IllegalStateException broken = new IllegalStateException("pipe");
    sink.onReady(look -> raise(broken));
    executor.run(pump(reader));
    requireFailedBy(broken);
    assertThat(reader.closes()).isOne();
  }

  @Test
  void aSinkThatThrowsAtTheEndIsNotToldAnother() {
    sink.ready(true).onEnd(number -> raise(new IllegalStateException("pipe")));
    StreamPump<?> pump = pump(batches(1));
    executor.run(pump);
    executor.run(pump);
    assertThat(sink.ends()).containsExactly(new StreamTotals(0, 1));
  }

  @Test
  void aSinkThatThrowsAtAFailureEndsTheRunAllTheSame() {
    sink.ready(true).onEnd(number -> raise(new IllegalStateException("pipe")));
    NumberedBatches reader = batches(1).before(number -> raise(new DataServiceException("told")));
    StreamPump<?> pump = pump(reader);
    executor.run(pump);
    executor.run(pump);
    assertThat(sink.failure()).hasMessage("told");
    assertThat(reader.closes()).isOne();
  }

  @Test
  void cancelledBeforeTheFirstRunNothingIsOpened() {
    StreamPump<?> pump =
        pump(
            () -> {
              throw new AssertionError("opened");
            },
            executor);
    pump.cancel();
    executor.runAll();
    assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
  }

  @Test
  void aDeadlineIsToldAsSuch() {
    StreamPump<?> pump = pump(batches(1));
    executor.run(pump);
    cancellation.expire();
    pump.cancel();
    executor.runAll();
    assertThat(sink.failure()).isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void cancelledWhileOpeningTheStreamFails() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    try (WorkerThreads workers = WorkerThreads.platform("pump", 1)) {
      StreamPump<?> pump =
          pump(
              () -> {
                opening.countDown();
                cancellation.sleep(FOR_EVER);
                return batches(0);
              },
              workers);
      pump.wake();
      opening.await();
      pump.cancel();
    }
    assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
  }

  @Test
  void aReaderThatOpensAfterTheCancelIsClosedUnread() {
    NumberedBatches reader = batches(1);
    sink.ready(true);
    StreamPump<?> pump =
        pump(
            () -> {
              cancellation.cancel();
              return reader;
            },
            executor);
    executor.run(pump);
    assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
    assertThat(reader.reads()).isZero();
    assertThat(reader.closes()).isOne();
  }

  @Test
  void cancelledWhileABatchIsAwaitedTheReaderIsClosedOnce() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    NumberedBatches reader =
        batches(5)
            .before(
                number -> {
                  if (number == 2) {
                    reading.countDown();
                    cancellation.sleep(FOR_EVER);
                  }
                });
    sink.ready(true);
    try (WorkerThreads workers = WorkerThreads.platform("pump", 1)) {
      StreamPump<?> pump = pump(() -> reader, workers);
      pump.wake();
      reading.await();
      pump.cancel();
    }
    assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
    assertThat(sink.frames()).hasSize(3);
    assertThat(reader.closes()).isOne();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void cancelledBetweenBatchesTheStreamNeverCompletes(int sent) {
    NumberedBatches reader = batches(3);
    StreamPump<?> pump = pump(reader);
    sink.ready(true).onSend(number -> sink.ready(number < sent - 1));
    executor.run(pump);
    assertThat(sink.frames()).hasSize(sent);
    pump.cancel();
    sink.ready(true);
    executor.runAll();
    pump.cancel();
    executor.runAll();
    assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
    assertThat(sink.frames()).hasSize(sent);
    assertThat(reader.closes()).isOne();
  }

  @Test
  void cancelledWhileTheLastBatchIsSentTheStreamNeverCompletes() {
    NumberedBatches reader = batches(2);
    StreamPump<?> pump = pump(reader);
    sink.ready(true)
        .onSend(
            number -> {
              if (number == 2) {
                pump.cancel();
              }
            });
    executor.run(pump);
    assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
    assertThat(reader.closes()).isOne();
  }

  @Test
  void aCallbackThatThrowsDoesNotKeepTheReaderOpen() {
    NumberedBatches reader = batches(1);
    StreamPump<?> pump = pump(reader);
    executor.run(pump);
    cancellation.onCancel(() -> raise(new IllegalStateException("driver")));
    pump.cancel();
    executor.runAll();
    assertThat(reader.closes()).isOne();
    assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
  }

  static Stream<Throwable> refusals() {
    return Stream.of(new RejectedExecutionException(), new OutOfMemoryError("no more threads"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void anExecutorThatTakesNoFirstRunFailsTheStream(Throwable refusal) {
    StreamPump<?> pump = pump(() -> batches(1), task -> raise(refusal));
    pump.wake();
    pump.wake();
    pump.cancel();
    assertThat(sink.failure())
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessage(
            "The server takes no more work: it is shutting down, or has no thread left. Try again, or another server.");
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void anExecutorThatTakesNoFurtherRunEndsTheStreamAndClosesTheReader(Throwable refusal) {
    NumberedBatches reader = batches(1);
    boolean[] closed = {false};
    StreamPump<?> pump =
        pump(
            () -> reader,
            task -> {
              if (closed[0]) {
                raise(refusal);
              }
              executor.execute(task);
            });
    executor.run(pump);
    closed[0] = true;
    pump.cancel();
    assertThat(reader.closes()).isOne();
    assertThat(sink.failure()).isInstanceOf(ServerUnavailableException.class);
  }

  @Test
  void anExecutorThatRefusesAfterTheEndChangesNothing() {
    boolean[] closed = {false};
    sink.ready(true);
    StreamPump<?> pump =
        pump(
            () -> batches(1),
            task -> {
              if (closed[0]) {
                throw new RejectedExecutionException();
              }
              executor.execute(task);
            });
    executor.run(pump);
    closed[0] = true;
    pump.cancel();
    assertThat(sink.ends()).containsExactly(new StreamTotals(0, 1));
  }

  @Test
  void framesThatFollowAFailedOneAreReleased() {
    PreparedBatches levels = DictionaryRoundTripTest.levels(allocator);
    sink.ready(true)
        .onSend(
            number -> {
              if (number == 1) {
                raise(new IllegalStateException("at the dictionary"));
              }
            });
    executor.run(pump(levels));
    assertThat(sink.failure()).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(sink.frames()).hasSize(1);
  }
}
