package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.service.Cancellation;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the messages of one stream from its reader into its sink, only as fast as the peer takes
 * them.
 *
 * <p>Every event (the peer is ready, the peer left) calls {@link #wake} or {@link #cancel}, which
 * signal a run: one at a time, and none lost (see {@link SerialRuns}). <b>No thread is held while
 * the peer is slow</b>: a run that finds the sink not ready returns, and the next {@code onReady}
 * starts another. Messages are made when the sink is ready, and at most one ahead of that, within a
 * budget that all streams share (see {@link LookAhead}).
 *
 * <p>A fast stream does not keep the others waiting: after some messages its run goes behind what
 * waits on the executor.
 *
 * <p>A source that blocks is woken by {@link Cancellation}, which {@link #cancel} raises from the
 * caller's thread.
 *
 * <p><b>Ownership:</b> opens the reader in its first run and closes it at the end, at a failure and
 * at cancel.
 *
 * <p><b>Threads:</b> {@link #wake} and {@link #cancel} from any, and quick.
 *
 * @param <M> what the sink sends
 */
public final class StreamPump<M extends StreamMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(StreamPump.class);

  private final Supplier<BatchReader> opener;
  private final StreamSink<M> sink;
  private final Cancellation cancellation;
  private final PumpResources resources;
  private final SerialRuns runs;

  // touched by the one run at a time, which the runs order
  private final LookAhead<M> ahead;
  private @Nullable BatchReader reader;
  private @Nullable StreamEncoder<M> encoder;
  private boolean ended;

  /**
   * Creates a pump that is started by the first {@link #wake}.
   *
   * @param opener opens the stream; called once, on a thread of {@code resources}
   * @param cancellation the request's own, shared with the opener
   */
  public StreamPump(
      Supplier<BatchReader> opener,
      StreamSink<M> sink,
      Cancellation cancellation,
      PumpResources resources) {
    this.opener = requireNonNull(opener, "opener");
    this.sink = requireNonNull(sink, "sink");
    this.cancellation = requireNonNull(cancellation, "cancellation");
    this.resources = resources;
    this.ahead = new LookAhead<>(resources.lookAhead);
    this.runs = new SerialRuns(resources.executor, resources.othersWait, this::turn, this::refused);
  }

  /** Says that the sink may be ready. */
  public void wake() {
    runs.signal();
  }

  /** Says that nobody wants the stream any more; the reader is closed as soon as it lets go. */
  public void cancel() {
    cancellation.cancel();
    wake();
  }

  /** Ends the stream, on a thread that signalled: nobody else would close its reader. */
  private void refused(Throwable refusal) {
    fail(
        new ServerUnavailableException(
            "The server takes no more work: it is shutting down, or has no thread left. Try again, or another server.",
            refusal));
  }

  /** Returns whether the quantum was used up before the peer had enough. */
  private boolean turn() {
    if (ended) {
      return false;
    }
    try {
      cancellation.throwIfCancelled();
      return pump(started());
    } catch (FastFlightException failure) {
      fail(failure);
    } catch (Throwable fault) {
      LOG.error("A stream failed by a fault of this server.", fault);
      fail(new InternalFaultException("The server failed; its log says why.", fault));
    }
    return false;
  }

  private StreamEncoder<M> started() {
    StreamEncoder<M> messages = encoder;
    if (messages == null) {
      BatchReader source = opener.get();
      reader = source;
      messages = sink.encoder(source, resources);
      encoder = messages;
      sink.send(messages.head());
    }
    return messages;
  }

  private boolean pump(StreamEncoder<M> messages) {
    PumpResources.Quantum quantum = resources.quantum;
    long bytes = 0;
    int sends = 0;
    while (sends < quantum.messages() && bytes < quantum.bytes()) {
      boolean wanted = isWanted();
      if (!wanted && !ahead.reserve()) {
        return false;
      }
      cancellation.throwIfCancelled();
      List<M> held = wanted ? ahead.take() : List.of();
      List<M> next = held.isEmpty() ? messages.next() : held;
      if (next.isEmpty()) {
        complete(messages);
        return false;
      }
      if (wanted) {
        bytes += send(next);
        sends++;
      } else {
        ahead.hold(next);
      }
    }
    return true;
  }

  private boolean isWanted() {
    boolean ready = sink.isReady();
    if (ready) {
      ahead.peerIsReady();
    } else {
      ahead.peerIsBusy();
    }
    return ready;
  }

  /** Returns the bytes it sent. */
  private long send(List<M> messages) {
    long bytes = LookAhead.totalBytes(messages);
    sendAll(messages);
    ahead.sent(bytes);
    return bytes;
  }

  private void sendAll(List<M> messages) {
    int sent = 0;
    try {
      for (M message : messages) {
        sent++; // taken, also when sending fails
        sink.send(message);
      }
    } finally {
      messages.subList(sent, messages.size()).forEach(StreamMessage::close);
    }
  }

  /** Ends the stream as complete, also while the peer still takes what was sent. */
  private void complete(StreamEncoder<M> messages) {
    List<M> tail = messages.tail();
    end(); // the request's memory is back before the peer learns of the end
    sendAll(tail);
    sink.complete(messages.totals());
  }

  /** Ends the stream as failed, unless it has ended: a stream is told one end. */
  private void fail(FastFlightException failure) {
    if (ended) {
      return;
    }
    end();
    try {
      sink.fail(failure);
    } catch (RuntimeException unreachable) {
      LOG.warn("The failure of a stream could not be told to its peer.", unreachable);
    }
  }

  private void end() {
    ended = true;
    ahead.close();
    release(encoder, "encoder");
    release(reader, "reader");
    encoder = null;
    reader = null;
  }

  private static void release(@Nullable AutoCloseable held, String what) {
    if (held != null) {
      try {
        held.close();
      } catch (Throwable failure) { // whatever it is, the peer is still owed an end
        LOG.warn("The {} of a stream could not be closed.", what, failure);
      }
    }
  }
}
