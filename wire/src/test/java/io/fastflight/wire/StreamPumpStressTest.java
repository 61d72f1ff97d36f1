package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.error.CallCancelledException;
import io.fastflight.service.Cancellation;
import io.fastflight.testkit.TestSeed;
import io.fastflight.wire.PumpResources.Quantum;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** Many threads wake, make ready and cancel at once; each stream still ends once and in order. */
class StreamPumpStressTest {
  private static final int STREAMS = 3_000;
  private static final int WAKERS = 3;
  private static final int BATCHES = 1_000;

  /** A peer that takes a batch at a time, as its own threads make it ready. */
  private static final class Stream {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final RecordingSink sink = new RecordingSink();
    private final Cancellation cancellation = new Cancellation();
    private final NumberedBatches reader;
    private final StreamPump<?> pump;

    Stream(int batches, BufferAllocator allocator, PumpResources resources) {
      reader = new NumberedBatches(batches, allocator);
      pump = new StreamPump<>(() -> reader, sink, cancellation, resources);
      sink.onSend(number -> sink.ready(false)).onEnd(number -> ended.countDown());
    }

    void makeReady() {
      sink.ready(true);
      pump.wake();
    }

    boolean hasEnded() {
      return ended.getCount() == 0;
    }

    /** Says what is wrong with how it ended, after everybody has let go. */
    void requireOneEnd(int batches) {
      assertThat(sink.ends()).hasSize(1);
      for (int i = 1; i < sink.frames().size(); i++) {
        long rows = (long) (i - 1) * (i - 2) / 2;
        assertThat(sink.frames().get(i)).isEqualTo(new BatchPosition(i - 1, rows));
      }
      if (sink.failure() == null) {
        long rows = (long) batches * (batches - 1) / 2;
        assertThat(sink.ends()).containsExactly(new StreamTotals(rows, batches));
        assertThat(sink.frames()).hasSize(1 + batches);
      } else {
        assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
      }
      assertThat(reader.closes()).isEqualTo(sink.frames().isEmpty() ? 0 : 1);
    }
  }

  @Test
  void everyStreamEndsOnceAndInOrder(BufferAllocator allocator) throws Exception {
    Random random = TestSeed.random(StreamPumpStressTest.class);
    int complete = 0;
    int cancelled = 0;
    LookAheadBudget budget = new LookAheadBudget(1_000);
    try (WorkerThreads workers = WorkerThreads.platform("pump", 4);
        WorkerThreads peers = WorkerThreads.platform("peer", 3)) {
      PumpResources resources = TestPumps.lookingAhead(workers, new Quantum(2, 1_000), budget);
      for (int i = 0; i < STREAMS; i++) {
        int batches = random.nextInt(6);
        Stream stream = new Stream(batches, allocator, resources);
        play(stream, random, peers);
        assertThat(stream.ended.await(30, TimeUnit.SECONDS)).as("stream %d ended", i).isTrue();
        stream.requireOneEnd(batches);
        assertThat(budget.heldBytes()).isZero();
        complete += stream.sink.failure() == null ? 1 : 0;
        cancelled += stream.sink.failure() == null ? 0 : 1;
      }
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
    assertThat(complete).isGreaterThan(STREAMS / 20);
    assertThat(cancelled).isGreaterThan(STREAMS / 20);
  }

  /** Lets two threads make the stream ready until it ends, and a third perhaps cancel it. */
  private static void play(Stream stream, Random random, WorkerThreads peers) throws Exception {
    boolean cancels = random.nextBoolean();
    int spins = random.nextInt(2_000);
    CountDownLatch done = new CountDownLatch(3);
    CyclicBarrier start = new CyclicBarrier(3);
    for (int i = 0; i < 2; i++) {
      peers.execute(
          () -> {
            await(start);
            while (!stream.hasEnded()) {
              stream.makeReady();
              Thread.onSpinWait();
            }
            done.countDown();
          });
    }
    peers.execute(
        () -> {
          await(start);
          for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
          }
          if (cancels) {
            stream.pump.cancel();
          }
          done.countDown();
        });
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private static void await(CyclicBarrier start) {
    try {
      start.await();
    } catch (Exception interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** One thread is the peer, ready for one batch at a time; three wake the pump for nothing. */
  @Test
  void noWakeIsLostAndNoRunsOverlap(BufferAllocator allocator) throws Exception {
    Semaphore taken = new Semaphore(0);
    try (WorkerThreads workers = WorkerThreads.platform("pump", 4);
        WorkerThreads wakers = WorkerThreads.platform("waker", WAKERS)) {
      Stream stream = new Stream(BATCHES, allocator, TestPumps.unmerged(workers));
      stream.sink.onSend(
          number -> {
            stream.sink.ready(false);
            taken.release();
          });
      for (int i = 0; i < WAKERS; i++) {
        wakers.execute(
            () -> {
              while (!stream.hasEnded()) {
                stream.pump.wake();
              }
            });
      }
      for (int frame = 0; frame <= BATCHES; frame++) {
        assertThat(taken.tryAcquire(30, TimeUnit.SECONDS)).as("frame %d came", frame).isTrue();
        stream.makeReady();
      }
      assertThat(stream.ended.await(30, TimeUnit.SECONDS)).isTrue();
      stream.requireOneEnd(BATCHES);
      assertThat(stream.sink.failure()).isNull();
    }
  }
}
