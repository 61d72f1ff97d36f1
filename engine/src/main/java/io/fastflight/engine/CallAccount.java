package io.fastflight.engine;

import io.fastflight.batch.ReadProgress;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.CallListener;
import io.fastflight.service.CallRecord;
import io.fastflight.service.CallRecord.Delivered;
import io.fastflight.service.CallTrail;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Identity;
import io.fastflight.service.StreamRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps account of one call for a stream, and tells the listener of its end, and the door what was
 * read.
 *
 * <p>What ended a call is the first failure that was told, or that all rows were read; a call that
 * is closed before either was left by its caller.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class CallAccount implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CallAccount.class);

  private final CallListener listener;
  private final AtomicInteger open;
  private final Identity caller;
  private final Cancellation cancellation;
  private final CallTrail call;
  private final Instant started = Instant.now();
  private final long startNanos = System.nanoTime();
  private Optional<ErrorCode> failure = Optional.empty();
  private boolean complete;
  private boolean closed;
  private long rows;
  private long bytes;

  /**
   * Opens the account.
   *
   * @param open counts the calls that are not over
   */
  CallAccount(CallListener listener, AtomicInteger open, Identity caller, StreamRequest request) {
    this.listener = listener;
    this.open = open;
    this.caller = caller;
    this.cancellation = request.cancellation();
    this.call = request.call();
    open.incrementAndGet();
  }

  /** Returns the account of a call that is part of another: nobody is told of it. */
  static CallAccount ofNobody(Identity caller, StreamRequest request) {
    return new CallAccount(
        CallListener.NONE, new AtomicInteger(), caller, request.withCallId(request.call().id()));
  }

  /** Counts a batch that is handed out. */
  void count(VectorSchemaRoot batch) {
    rows += batch.getRowCount();
    if (listener != CallListener.NONE || call.isWatched()) {
      bytes += ReadProgress.bytesOf(batch);
    }
  }

  /** Says that all rows were read. */
  void complete() {
    complete = true;
  }

  /** Says what ended the call, unless it has ended. */
  void fail(Throwable thrown) {
    if (!complete && failure.isEmpty()) {
      failure =
          Optional.of(
              thrown instanceof FastFlightException known ? known.code() : ErrorCode.INTERNAL);
    }
  }

  /** Tells the listener; closing twice tells it once. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    open.decrementAndGet();
    if (!complete && failure.isEmpty()) {
      failure = Optional.of(whyLeft());
    }
    call.delivered(new Delivered(rows, bytes));
    try {
      listener.ended(record());
    } catch (RuntimeException fault) { // the caller's stream is none of its business
      LOG.error("A listener of calls failed.", fault);
    }
  }

  private ErrorCode whyLeft() {
    return cancellation.isCancelled() ? cancellation.reason().code() : ErrorCode.CANCELLED;
  }

  private CallRecord record() {
    return new CallRecord(
        call.id(),
        caller,
        call.origin(),
        call.asked(),
        started,
        Duration.ofNanos(System.nanoTime() - startNanos),
        new Delivered(rows, bytes),
        failure);
  }
}
