package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.service.Cancellation;
import io.fastflight.wire.PumpResources.Quantum;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One message is made ahead for a peer that is only just behind, and nothing of it is left. */
class StreamPumpLookAheadTest {
  private static final long PLENTY = 1 << 20;

  private final QueuedRuns executor = new QueuedRuns();
  private final RecordingSink sink = new RecordingSink().onSend(number -> busy());
  private final Cancellation cancellation = new Cancellation();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1); // nanoTime may overflow
  private LookAheadBudget budget = new LookAheadBudget(PLENTY);
  private int promptTimes = 1;
  private BufferAllocator allocator;

  @BeforeEach
  void begin(BufferAllocator memory) {
    allocator = memory;
  }

  @AfterEach
  void memoryAndBudgetAreBack() {
    assertThat(budget.heldBytes()).isZero();
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  private void busy() {
    sink.ready(false);
  }

  private NumberedBatches batches(int count) {
    return new NumberedBatches(count, allocator);
  }

  private StreamPump<?> pump(NumberedBatches reader, Executor runs) {
    return new StreamPump<>(() -> reader, sink, cancellation, resources(runs));
  }

  private PumpResources resources(Executor runs) {
    LookAhead.Rules rules = new LookAhead.Rules(budget, promptTimes, now::get);
    return TestPumps.of(runs, () -> false, Quantum.DEFAULT, rules);
  }

  /** The peer takes one more message, {@code nanos} after it was busy. */
  private void askAfter(long nanos, StreamPump<?> pump) {
    now.addAndGet(nanos);
    sink.ready(true);
    executor.run(pump);
  }

  /** Lets a prompt peer take {@code messages}, one at a time. */
  private StreamPump<?> startedBy(NumberedBatches reader, int messages) {
    StreamPump<?> pump = pump(reader, executor);
    executor.run(pump);
    for (int i = 0; i < messages; i++) {
      askAfter(1, pump);
    }
    return pump;
  }

  private void cancel(StreamPump<?> pump) {
    pump.cancel();
    executor.runAll();
    assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
  }

  @Test
  void aPromptPeersNextMessageIsMadeWhileItIsBusy() {
    NumberedBatches reader = batches(5);
    StreamPump<?> pump = startedBy(reader, 2);
    assertThat(reader.reads()).isEqualTo(3);
    assertThat(sink.frames()).as("the schema and two batches").hasSize(3);
    assertThat(budget.heldBytes()).isPositive();
    cancel(pump);
    assertThat(sink.frames()).hasSize(3);
    assertThat(reader.closes()).isOne();
  }

  @Test
  void whatWasMadeAheadIsSentFirstAndInOrder() {
    NumberedBatches reader = batches(4);
    startedBy(reader, 4);
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
  void aStreamHoldsOneMessageAtMost() {
    NumberedBatches reader = batches(5);
    StreamPump<?> pump = startedBy(reader, 2);
    long held = budget.heldBytes();
    executor.run(pump);
    executor.run(pump);
    assertThat(reader.reads()).isEqualTo(3);
    assertThat(budget.heldBytes()).isEqualTo(held);
    cancel(pump);
  }

  @Test
  void beforeItsFirstMessageNothingIsMadeAhead() {
    NumberedBatches reader = batches(5);
    StreamPump<?> pump = startedBy(reader, 0);
    executor.run(pump);
    assertThat(reader.reads()).isZero();
    cancel(pump);
  }

  @Test
  void forASlowPeerNothingIsMadeAhead() {
    NumberedBatches reader = batches(9);
    StreamPump<?> pump = startedBy(reader, 1);
    askAfter(LookAhead.PROMPT_NANOS + 1, pump);
    assertThat(budget.heldBytes()).isZero();
    int sent = sink.frames().size();
    assertThat(reader.reads()).as("the schema is no read").isEqualTo(sent - 1);
    askAfter(LookAhead.PROMPT_NANOS, pump);
    assertThat(budget.heldBytes()).as("prompt again").isPositive();
    cancel(pump);
  }

  @Test
  void aPeerMustHaveBeenPromptAFewTimesInARow() {
    promptTimes = 3;
    NumberedBatches reader = batches(99);
    StreamPump<?> pump = startedBy(reader, 2);
    askAfter(LookAhead.PROMPT_NANOS + 1, pump);
    askAfter(1, pump);
    askAfter(1, pump);
    assertThat(budget.heldBytes()).as("prompt twice, twice").isZero();
    askAfter(1, pump);
    assertThat(budget.heldBytes()).as("prompt three times in a row").isPositive();
    cancel(pump);
  }

  @Test
  void aThousandSlowStreamsHoldNothing() {
    List<StreamPump<?>> pumps = new ArrayList<>();
    List<RecordingSink> sinks = new ArrayList<>();
    List<NumberedBatches> readers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      RecordingSink slow = new RecordingSink();
      NumberedBatches reader = batches(9);
      slow.onSend(number -> slow.ready(false));
      pumps.add(new StreamPump<>(() -> reader, slow, new Cancellation(), resources(executor)));
      sinks.add(slow);
      readers.add(reader);
    }
    for (int second = 0; second < 4; second++) {
      for (int i = 0; i < pumps.size(); i++) {
        sinks.get(i).ready(true);
        pumps.get(i).wake();
      }
      executor.runAll();
      now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }
    assertThat(budget.heldBytes()).isZero();
    assertThat(readers).allSatisfy(reader -> assertThat(reader.reads()).isEqualTo(3));
    pumps.forEach(StreamPump::cancel);
    executor.runAll();
  }

  @Test
  void withoutRoomInTheBudgetThePumpJustDoesNotLookAhead() {
    budget = new LookAheadBudget(1);
    NumberedBatches reader = batches(3);
    StreamPump<?> pump = startedBy(reader, 3);
    assertThat(reader.reads()).isEqualTo(3);
    askAfter(1, pump);
    assertThat(sink.ends()).containsExactly(new StreamTotals(3, 3));
  }

  @Test
  void anEndFoundAheadIsToldAtOnce() {
    NumberedBatches reader = batches(2);
    startedBy(reader, 2);
    assertThat(sink.ends()).containsExactly(new StreamTotals(1, 2));
    assertThat(reader.closes()).isOne();
  }

  @Test
  void aFailureFoundAheadIsToldAtOnce() {
    DataServiceException broken = new DataServiceException("told");
    NumberedBatches reader =
        batches(5)
            .before(
                number -> {
                  if (number == 2) {
                    throw broken;
                  }
                });
    startedBy(reader, 2);
    assertThat(sink.ends()).containsExactly(broken);
    assertThat(sink.frames()).hasSize(3);
    assertThat(reader.closes()).isOne();
  }

  @Test
  void aCancelWhileAMessageIsMadeAheadSendsNothingMore() {
    NumberedBatches reader =
        batches(5)
            .before(
                number -> {
                  if (number == 2) {
                    cancellation.cancel();
                    sink.ready(true);
                  }
                });
    startedBy(reader, 2);
    assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
    assertThat(sink.frames()).hasSize(3);
    assertThat(reader.closes()).isOne();
  }

  @Test
  void aCancelWakesASourceThatBlocksWhileTheRunLooksAhead() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    NumberedBatches reader =
        batches(5)
            .before(
                number -> {
                  if (number == 2) {
                    reading.countDown();
                    cancellation.sleep(Duration.ofHours(1));
                  }
                });
    StreamPump<?> pump = startedBy(reader, 1);
    Thread run = new Thread(() -> askAfter(1, pump), "run");
    run.start();
    reading.await();
    pump.cancel();
    run.join(1_000);
    assertThat(run.isAlive()).as("the run after 1 s").isFalse();
    assertThat(sink.frames()).hasSize(3);
    assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
    assertThat(reader.closes()).isOne();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aHeldMessageThatCannotBeSentIsReleased(int failing) {
    NumberedBatches reader = batches(5);
    StreamPump<?> pump = startedBy(reader, 2);
    sink.onSend(
        number -> {
          if (number == 3 + failing) {
            throw new IllegalStateException("pipe");
          }
        });
    askAfter(1, pump);
    assertThat(sink.failure()).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(reader.closes()).isOne();
  }

  @Test
  void anExecutorThatTakesNoFurtherRunReleasesTheHeldMessage() {
    NumberedBatches reader = batches(5);
    boolean[] closed = {false};
    StreamPump<?> pump =
        pump(
            reader,
            task -> {
              if (closed[0]) {
                throw new RejectedExecutionException();
              }
              executor.execute(task);
            });
    executor.run(pump);
    askAfter(1, pump);
    askAfter(1, pump);
    assertThat(budget.heldBytes()).isPositive();
    closed[0] = true;
    pump.cancel();
    assertThat(sink.failure()).isInstanceOf(ServerUnavailableException.class);
    assertThat(reader.closes()).isOne();
  }
}
