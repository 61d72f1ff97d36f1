package io.fastflight.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * Checks the protocol between a pump's events, its runs and the look-ahead budget with Lincheck:
 * once over the interleavings of a bounded model, once on threads as they come.
 *
 * <p>The models are the pump's own classes with the least of a stream around them: an executor that
 * has room for one run, and a task that says what it saw. What must hold is asked in each turn and,
 * after everybody has let go, by {@code rest}.
 *
 * <p>It is a program of its own, as Lincheck changes classes under way and leaves files open.
 *
 * @see <a href="https://github.com/JetBrains/lincheck">Lincheck</a>
 */
final class PumpModel {
  private PumpModel() {}

  /** Has room for one task: two would be two runs of one stream. */
  private static final class OneRun implements Executor {
    private final AtomicReference<Runnable> waiting = new AtomicReference<>();

    @Override
    public void execute(Runnable task) {
      require(waiting.compareAndSet(null, task), "two runs wait");
    }

    boolean runOne() {
      Runnable task = waiting.getAndSet(null);
      if (task != null) {
        task.run();
      }
      return task != null;
    }
  }

  /** Events that are counted, and turns that note how many they saw. */
  public static class Signals {
    private final OneRun executor = new OneRun();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final SerialRuns runs = new SerialRuns(executor, () -> true, this::turn, Signals::fail);

    // of the one run at a time: plain, so that a run which does not see the one before it shows
    private int turns;
    private int seen;

    private boolean turn() {
      require(inside.getAndIncrement() == 0, "two runs at a time");
      seen = events.get();
      turns++;
      inside.decrementAndGet();
      return turns % 2 == 1; // every other turn wants more, and hands its run over
    }

    private static void fail(Throwable refusal) {
      throw new IllegalStateException(refusal);
    }

    /** What {@code onReady} does. */
    @Operation
    public void signal() {
      events.incrementAndGet();
      runs.signal();
    }

    /** What a thread of the executor does. */
    @Operation
    public void runOne() {
      executor.runOne();
    }

    /** Lets what waits run; then each event must have had a turn after it. */
    @Validate
    public void rest() {
      while (executor.runOne()) {}
      require(seen == events.get(), "a signal was lost");
    }
  }

  /** A stream that is ready, looks ahead and is cancelled, beside another with the same budget. */
  public static class Stream {
    private static final int MESSAGE = 10;

    private final OneRun executor = new OneRun();
    private final LookAheadBudget budget = new LookAheadBudget(3 * MESSAGE / 2);
    private final AtomicInteger ready = new AtomicInteger();
    private volatile boolean cancelled;
    private final SerialRuns runs = new SerialRuns(executor, () -> true, this::turn, refusal -> {});

    // of the one run at a time
    private final LookAhead<WireFrame> ahead =
        new LookAhead<>(new LookAhead.Rules(budget, 1, () -> 0));
    private int ends;

    /** Creates a stream whose peer was prompt and has had a message, so that the next is ahead. */
    public Stream() {
      ahead.peerIsBusy();
      ahead.peerIsReady();
      ahead.sent(MESSAGE);
    }

    private boolean turn() {
      if (ends > 0) {
        return false;
      }
      if (cancelled) {
        ends++;
        ahead.close();
        return false;
      }
      if (ready.get() == 0) {
        ahead.peerIsBusy();
        if (ahead.reserve()) {
          ahead.hold(List.of(message(MESSAGE + 1)));
        }
        return false;
      }
      ahead.peerIsReady();
      ahead.take();
      ahead.sent(MESSAGE);
      ready.decrementAndGet();
      return true;
    }

    private static WireFrame message(int bytes) {
      return new WireFrame(ByteBuffer.allocate(bytes), new byte[0], List.of());
    }

    /** The peer wants one message more. */
    @Operation
    public void ready() {
      ready.incrementAndGet();
      runs.signal();
    }

    /** The peer leaves. */
    @Operation
    public void cancel() {
      cancelled = true;
      runs.signal();
    }

    /** Another stream wants of the same budget, and gives it back. */
    @Operation
    public void other() {
      if (budget.tryAcquire(MESSAGE)) {
        budget.release(MESSAGE);
      }
    }

    /** What a thread of the executor does. */
    @Operation
    public void runOne() {
      executor.runOne();
    }

    /** Lets what waits run; then nothing is wanted, and the end came once or not at all. */
    @Validate
    public void rest() {
      while (executor.runOne()) {}
      require(ends == (cancelled ? 1 : 0), "one end, and only of a cancel");
      require(cancelled || ready.get() == 0, "a wake-up was lost");
      long held = budget.heldBytes();
      require(held == 0 || held == MESSAGE + 1, "the budget is what the stream holds");
      require(!cancelled || held == 0, "a share outlived its stream");
    }
  }

  /** Shares of a budget, which must come and go as they would one after the other. */
  public static class Budget {
    private final LookAheadBudget budget = new LookAheadBudget(10);

    /** Returns whether a share of 6 was there. */
    @Operation
    public boolean take() {
      return budget.tryAcquire(6);
    }

    /** Returns whether a share of 4 was there, and turns it into one of 5. */
    @Operation
    public boolean takeAndCorrect() {
      boolean taken = budget.tryAcquire(4);
      if (taken) {
        budget.correct(4, 4);
      }
      return taken;
    }

    /** Returns what is held. */
    @Operation
    public long held() {
      return budget.heldBytes();
    }

    /** Nobody was given what was not there. */
    @Validate
    public void rest() {
      require(budget.heldBytes() <= 10, "the budget was overdrawn");
    }
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalStateException("Broken: " + rule + ".");
    }
  }

  private static <O extends Options<O, ?>> O bounded(O options, int invocations) {
    return options
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(0)
        .iterations(5)
        .invocationsPerIteration(invocations)
        .minimizeFailedScenario(false);
  }

  /** Checks all models, by {@code interleavings} or by {@code threads}; throws where one breaks. */
  public static void main(String[] strategy) {
    for (Class<?> model : List.of(Signals.class, Stream.class, Budget.class)) {
      if (strategy[0].equals("interleavings")) {
        bounded(new ModelCheckingOptions(), 200).check(model);
      } else {
        bounded(new StressOptions(), 500).check(model);
      }
      System.out.println(model.getSimpleName() + " holds");
    }
  }
}
