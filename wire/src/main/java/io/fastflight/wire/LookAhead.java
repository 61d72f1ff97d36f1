package io.fastflight.wire;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Holds what was last made of a stream before its peer asked for it, so that the next {@code
 * onReady} is answered at once.
 *
 * <p>It is for peers that are only just behind: the last few times that a peer was not ready it
 * must have been ready again within {@link #PROMPT_NANOS}. So of a thousand slow streams none holds
 * a message that nobody will take for a while. A few times, because the buffers of the connection
 * swallow the first messages for any peer.
 *
 * <p>The size of a message is known when it is made, so the share of the budget is first that of
 * the message before it, and corrected then.
 *
 * <p><b>Ownership:</b> owns the message and the share it holds, until {@link #take} or {@link
 * #close}.
 *
 * <p><b>Threads:</b> the pump's run.
 */
final class LookAhead<M extends StreamMessage> implements AutoCloseable {
  /** Longer than a round trip within a region. */
  static final long PROMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /**
   * Says for whom there is look-ahead.
   *
   * @param budget of all streams together
   * @param promptTimes how often in a row a peer must have been ready again in time
   * @param nanoTime as {@link System#nanoTime}
   */
  record Rules(LookAheadBudget budget, int promptTimes, LongSupplier nanoTime) {
    /** Times a message of 1 MiB this is over what sockets and HTTP/2 windows take by themselves. */
    static final int DEFAULT_PROMPT_TIMES = 8;
  }

  private final LookAheadBudget budget;
  private final Rules rules;
  private boolean waiting;
  private long waitingSince;
  private int promptTimes;
  private long lastBytes;
  private long share;
  private List<M> held = List.of();

  LookAhead(Rules rules) {
    this.budget = rules.budget();
    this.rules = rules;
  }

  /** Notes that the peer wants a message. */
  void peerIsReady() {
    if (waiting) {
      waiting = false;
      boolean prompt = rules.nanoTime().getAsLong() - waitingSince <= PROMPT_NANOS;
      promptTimes = prompt ? promptTimes + 1 : 0;
    }
  }

  /** Notes that the peer wants none for now. */
  void peerIsBusy() {
    if (!waiting) {
      waiting = true;
      waitingSince = rules.nanoTime().getAsLong();
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
    boolean worthIt = share == 0 && lastBytes > 0 && promptTimes >= rules.promptTimes();
    if (!worthIt || !budget.tryAcquire(lastBytes)) {
      return false;
    }
    share = lastBytes;
    return true;
  }

  /** Takes what is to be sent at once, one message or more, for which there is a share. */
  void hold(List<M> messages) {
    long bytes = totalBytes(messages);
    budget.correct(share, bytes);
    share = bytes;
    held = messages;
  }

  /** Returns the message it holds, owned by the caller, or an empty list; gives its share back. */
  List<M> take() {
    List<M> taken = held;
    held = List.of();
    budget.release(share);
    share = 0;
    return taken;
  }

  @Override
  public void close() {
    take().forEach(StreamMessage::close);
  }

  /** Returns the bytes of all {@code messages}. */
  static long totalBytes(List<? extends StreamMessage> messages) {
    long bytes = 0;
    for (StreamMessage message : messages) {
      bytes += message.bytes();
    }
    return bytes;
  }
}
