package io.fastflight.wire;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Holds at most one message of a stream that was made before its peer asked for it, so that the
 * next {@code onReady} is answered at once.
 *
 * <p>It is for peers that are only just behind. A peer must have had its first message, and the
 * last time it was not ready it must have been ready again within {@link #PROMPT_NANOS}: so of a
 * thousand slow streams none holds a message that nobody will take for a while.
 *
 * <p>The size of a message is known when it is made, so the share of the budget is first that of
 * the message before it, and corrected then.
 *
 * <p><b>Ownership:</b> owns the message and the share it holds, until {@link #take} or {@link
 * #close}.
 *
 * <p><b>Threads:</b> the pump's run.
 */
final class LookAhead implements AutoCloseable {
  /** A peer across an ocean answers in 100 ms or so, one in the same region well within this. */
  static final long PROMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final LookAheadBudget budget;
  private final LongSupplier nanoTime;
  private boolean waiting;
  private long waitingSince;
  private boolean prompt;
  private long lastBytes;
  private long share;
  private List<WireFrame> message = List.of();

  LookAhead(LookAheadBudget budget, LongSupplier nanoTime) {
    this.budget = budget;
    this.nanoTime = nanoTime;
  }

  /** Notes that the peer wants a message. */
  void peerIsReady() {
    if (waiting) {
      waiting = false;
      prompt = nanoTime.getAsLong() - waitingSince <= PROMPT_NANOS;
    }
  }

  /** Notes that the peer wants none for now. */
  void peerIsBusy() {
    if (!waiting) {
      waiting = true;
      waitingSince = nanoTime.getAsLong();
    }
  }

  /** Notes the size of a message that was sent. */
  void sent(long bytes) {
    lastBytes = Math.max(1, bytes);
  }

  /**
   * Takes a share of the budget for one message, if this stream holds none, is worth it, and there
   * is room. What follows is {@link #hold} or {@link #close}.
   */
  boolean reserve() {
    if (share > 0 || lastBytes == 0 || !prompt || !budget.tryAcquire(lastBytes)) {
      return false;
    }
    share = lastBytes;
    return true;
  }

  /** Takes a message of one frame or more, for which there is a share. */
  void hold(List<WireFrame> frames) {
    long bytes = WireFrame.totalBytes(frames);
    budget.correct(share, bytes);
    share = bytes;
    message = frames;
  }

  /** Returns the message it holds, owned by the caller, or an empty list; gives its share back. */
  List<WireFrame> take() {
    List<WireFrame> held = message;
    message = List.of();
    budget.release(share);
    share = 0;
    return held;
  }

  @Override
  public void close() {
    take().forEach(WireFrame::close);
  }
}
