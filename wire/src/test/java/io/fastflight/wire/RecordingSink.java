package io.fastflight.wire;

import io.fastflight.error.FastFlightException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A door that notes what comes through it, and holds the pump to the rules of a sink. */
final class RecordingSink implements BatchSink {
  /** What a test lets happen at a step; it may throw. */
  interface Step {
    void at(int number);
  }

  private final AtomicInteger inside = new AtomicInteger();
  private volatile boolean ready;
  private Step onSend = number -> {};
  private Step onReady = number -> {};
  private Step onEnd = number -> {};
  private int looks;

  // written by one run at a time, read by the test afterwards
  private final List<Object> frames = new ArrayList<>();
  private final List<Object> ends = new ArrayList<>();

  /** Sets whether the peer wants more. */
  RecordingSink ready(boolean wanted) {
    ready = wanted;
    return this;
  }

  RecordingSink onSend(Step step) {
    onSend = step;
    return this;
  }

  /** Sets what happens after the pump was told whether the peer is ready, before it learns it. */
  RecordingSink onReady(Step step) {
    onReady = step;
    return this;
  }

  RecordingSink onEnd(Step step) {
    onEnd = step;
    return this;
  }

  /** Returns the positions of the batches that were sent, and null for a frame without one. */
  List<Object> frames() {
    return frames;
  }

  /** Returns the totals of a completion, or the failures; one element is all there may be. */
  List<Object> ends() {
    return ends;
  }

  @Nullable FastFlightException failure() {
    return ends.size() == 1 && ends.get(0) instanceof FastFlightException failure ? failure : null;
  }

  @Override
  public boolean isReady() {
    return alone(
        () -> {
          boolean now = ready;
          onReady.at(looks++);
          return now;
        });
  }

  @Override
  public void send(WireFrame frame) {
    alone(
        () -> {
          try (frame) {
            requireOpen();
            onSend.at(frames.size());
            frames.add(BatchDecoder.position(frame).orElse(null));
          }
          return true;
        });
  }

  @Override
  public void complete(StreamTotals totals) {
    end(totals);
  }

  @Override
  public void fail(FastFlightException failure) {
    end(failure);
  }

  private void end(Object how) {
    alone(
        () -> {
          requireOpen();
          ends.add(how);
          onEnd.at(ends.size() - 1);
          return true;
        });
  }

  private void requireOpen() {
    if (!ends.isEmpty()) {
      throw new AssertionError("used after its end: " + ends);
    }
  }

  private boolean alone(java.util.function.BooleanSupplier step) {
    if (inside.getAndIncrement() != 0) {
      throw new AssertionError("two runs at a time");
    }
    try {
      return step.getAsBoolean();
    } finally {
      inside.decrementAndGet();
    }
  }
}
