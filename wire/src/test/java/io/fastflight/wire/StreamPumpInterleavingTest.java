package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.error.CallCancelledException;
import io.fastflight.service.Cancellation;
import io.fastflight.wire.PumpResources.Quantum;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/**
 * Plays every order in which the peer's events can meet the pump, one after the other on one
 * thread.
 *
 * <p>An event is one atomic step of the pump (a count, and perhaps a task for the executor), so an
 * order is said by where each event falls: before a task is run, after it, or at a place within it
 * where the pump has looked at the sink and not yet acted on it, or makes a message. All places are
 * tried for all events, with what the executor may do in between. A lost wake-up shows as a peer
 * that is ready and a pump that rests.
 *
 * <p>The plays that look ahead also hand their run over after each message.
 */
class StreamPumpInterleavingTest {
  private static final int BATCHES = 2;

  /** What a peer does: it says that it is ready, wakes the pump for nothing, or leaves. */
  private enum Event {
    READY,
    WAKE,
    CANCEL
  }

  /** The choices of one run, and of the next one that has not been played. */
  private static final class Choices {
    private final List<Integer> taken = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private int at;

    /** Returns the choice, 0 or more, below {@code width}. */
    int next(int width) {
      if (at == taken.size()) {
        taken.add(0);
        widths.add(width);
      }
      return taken.get(at++);
    }

    /** Moves to the next run; false when all were played. */
    boolean advance() {
      while (!taken.isEmpty()) {
        int last = taken.size() - 1;
        if (taken.get(last) + 1 < widths.get(last)) {
          taken.set(last, taken.get(last) + 1);
          at = 0;
          return true;
        }
        taken.remove(last);
        widths.remove(last);
      }
      return false;
    }
  }

  /** One stream whose peer takes one batch each time it is ready. */
  private static final class Play {
    private final QueuedRuns executor = new QueuedRuns();
    private final RecordingSink sink = new RecordingSink();
    private final Choices choices;
    private final List<Event> events;
    private final NumberedBatches reader;
    private final LookAheadBudget budget;
    private final StreamPump<?> pump;
    private boolean ready;
    private boolean cancelled;

    Play(Choices choices, List<Event> events, LookAheadBudget budget, BufferAllocator allocator) {
      this.choices = choices;
      this.events = new ArrayList<>(events);
      this.budget = budget;
      this.reader = new NumberedBatches(BATCHES, allocator).before(number -> happen());
      PumpResources resources =
          TestPumps.lookingAhead(executor, new Quantum(1, Long.MAX_VALUE), budget);
      this.pump = new StreamPump<>(() -> reader, sink, new Cancellation(), resources);
      sink.onReady(look -> happen());
      sink.onSend(
          number -> {
            setReady(false);
            happen();
          });
    }

    void run() {
      while (!events.isEmpty() || executor.waiting() > 0) {
        assertThat(executor.waiting()).as("runs that wait").isLessThanOrEqualTo(1);
        boolean onlyEvents = executor.waiting() == 0;
        boolean onlyTask = events.isEmpty();
        if (onlyEvents || (!onlyTask && choices.next(2) == 0)) {
          play(events.remove(0));
        } else {
          executor.runOne();
        }
      }
      requireRest();
    }

    /** Plays none, one or more of the events that are left, here and now. */
    private void happen() {
      while (!events.isEmpty() && choices.next(2) == 1) {
        play(events.remove(0));
      }
    }

    private void play(Event event) {
      switch (event) {
        case READY -> {
          setReady(true);
          pump.wake();
        }
        case WAKE -> pump.wake();
        case CANCEL -> {
          cancelled = true;
          pump.cancel();
        }
      }
    }

    private void setReady(boolean now) {
      ready = now;
      sink.ready(now);
    }

    private void requireRest() {
      boolean ended = !sink.ends().isEmpty();
      assertThat(ended || !ready).as("ended, or nothing wanted").isTrue();
      assertThat(reader.closes()).isEqualTo(ended ? openedCount() : 0);
      if (cancelled) {
        assertThat(ended).isTrue();
      }
      if (ended && sink.failure() == null) {
        assertThat(sink.ends()).containsExactly(new StreamTotals(1, BATCHES));
        assertThat(sink.frames()).hasSize(1 + BATCHES);
      } else if (ended) {
        assertThat(cancelled).isTrue();
        assertThat(sink.failure()).isInstanceOf(CallCancelledException.class);
      }
      int ahead = reader.reads() - Math.max(0, sink.frames().size() - 1);
      assertThat(ahead).as("messages made ahead").isBetween(0, 1);
      pump.cancel();
      executor.runAll();
      assertThat(budget.heldBytes()).isZero();
    }

    private int openedCount() {
      return sink.frames().isEmpty() ? 0 : 1;
    }
  }

  private static int playAll(List<Event> events, BufferAllocator allocator) throws Exception {
    return playAll(events, new LookAheadBudget(0), allocator)
        + playAll(events, new LookAheadBudget(1 << 20), allocator);
  }

  private static int playAll(List<Event> events, LookAheadBudget budget, BufferAllocator allocator)
      throws Exception {
    Choices choices = new Choices();
    int[] plays = {0};
    ShallowStack.run(
        () -> {
          do {
            new Play(choices, events, budget, allocator).run();
            assertThat(allocator.getAllocatedMemory()).isZero();
            plays[0]++;
          } while (choices.advance());
        });
    return plays[0];
  }

  @Test
  void noReadinessIsLost(BufferAllocator allocator) throws Exception {
    List<Event> events = List.of(Event.READY, Event.READY, Event.READY, Event.READY);
    assertThat(playAll(events, allocator)).isGreaterThan(50);
  }

  @Test
  void noReadinessIsLostAmongIdleWakes(BufferAllocator allocator) throws Exception {
    List<Event> events =
        List.of(Event.WAKE, Event.READY, Event.WAKE, Event.READY, Event.WAKE, Event.READY);
    assertThat(playAll(events, allocator)).isGreaterThan(500);
  }

  @Test
  void aCancelAnywhereEndsTheStreamOnce(BufferAllocator allocator) throws Exception {
    int plays = 0;
    for (int at = 0; at <= 4; at++) {
      List<Event> events =
          new ArrayList<>(List.of(Event.READY, Event.READY, Event.WAKE, Event.READY));
      events.add(at, Event.CANCEL);
      plays += playAll(events, allocator);
    }
    assertThat(plays).isGreaterThan(500);
  }
}
