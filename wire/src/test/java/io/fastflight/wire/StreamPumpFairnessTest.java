package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.service.Cancellation;
import io.fastflight.wire.PumpResources.Quantum;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** Eight streams whose peers take all there is share one thread with one that comes later. */
class StreamPumpFairnessTest {
  private static final int FAST_STREAMS = 8;
  private static final int BATCHES = 40;

  /** The executor's one thread does all of it, so plain fields will do. */
  private static final class Race {
    private final BufferAllocator allocator;
    private final PumpResources resources;
    private final CountDownLatch ends = new CountDownLatch(FAST_STREAMS + 1);
    private final List<RecordingSink> sinks = new ArrayList<>();
    private final AtomicInteger othersSent = new AtomicInteger();
    private int sentWhenLateCame = -1;
    private int sentWhenLateBegan = -1;

    Race(PumpResources resources, BufferAllocator allocator) {
      this.resources = resources;
      this.allocator = allocator;
    }

    void start(Executor executor) {
      List<StreamPump<?>> pumps = new ArrayList<>();
      for (int i = 0; i < FAST_STREAMS; i++) {
        pumps.add(stream(sink().onSend(number -> sendFast())));
      }
      executor.execute(() -> pumps.forEach(StreamPump::wake)); // so that all wait before one runs
    }

    private RecordingSink sink() {
      RecordingSink sink = new RecordingSink().ready(true).onEnd(number -> ends.countDown());
      sinks.add(sink);
      return sink;
    }

    private StreamPump<?> stream(RecordingSink sink) {
      NumberedBatches reader = new NumberedBatches(BATCHES, allocator);
      return new StreamPump<>(() -> reader, sink, new Cancellation(), resources);
    }

    private void sendFast() {
      if (othersSent.incrementAndGet() == 100) {
        sentWhenLateCame = othersSent.get();
        stream(sink().onSend(this::sendLate)).wake();
      }
    }

    private void sendLate(int number) {
      if (number == 1) {
        sentWhenLateBegan = othersSent.get();
      }
    }

    void requireFair(int quantumMessages) {
      assertThat(sinks).allSatisfy(sink -> assertThat(sink.frames()).hasSize(1 + BATCHES));
      assertThat(sentWhenLateBegan - sentWhenLateCame)
          .as("messages of the others before the first of the late one")
          .isBetween(0, FAST_STREAMS * (quantumMessages + 1)); // and a schema each
    }
  }

  private static void race(Quantum quantum, int messages, BufferAllocator allocator) {
    QueuedRuns one = new QueuedRuns();
    PumpResources shared =
        new PumpResources(
            one,
            () -> one.waiting() > 0,
            quantum,
            TestPumps.plain(one).lookAhead,
            NumberedBatches.unmerged());
    Race race = new Race(shared, allocator);
    race.start(one);
    one.runAll();
    race.requireFair(messages);
  }

  @Test
  void aLateStreamWaitsForNoMoreThanAQuantumOfEachOther(BufferAllocator allocator) {
    race(Quantum.DEFAULT, 8, allocator);
  }

  @Test
  void aQuantumEndsByBytesToo(BufferAllocator allocator) {
    race(new Quantum(1_000, 1), 1, allocator);
  }

  @Test
  void soItIsOnOneThreadOfAServer(BufferAllocator allocator) throws Exception {
    try (WorkerThreads one = WorkerThreads.platform("pump", 1)) {
      Race race = new Race(TestPumps.unmerged(one), allocator);
      race.start(one);
      assertThat(race.ends.await(60, TimeUnit.SECONDS)).isTrue();
      one.close();
      race.requireFair(8);
    }
  }
}
