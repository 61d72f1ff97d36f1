package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.service.Cancellation;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the batches of one stream from its reader into its sink, only as fast as the peer takes
 * them.
 *
 * <p>Every event (the peer is ready, the peer left) calls {@link #wake} or {@link #cancel}, which
 * count it in {@code signals}. Whoever raises the count from zero puts one run on the executor; the
 * run serves until the count is back at zero. So there is one run at a time, no event is lost, and
 * <b>no thread is held while the peer is slow</b>: a run that finds the sink not ready returns, and
 * the next {@code onReady} starts another. Batches are read only when the sink is ready.
 *
 * <p>A source that blocks is woken by {@link Cancellation}, which {@link #cancel} raises from the
 * caller's thread.
 *
 * <p><b>Ownership:</b> opens the reader in its first run and closes it at the end, at a failure and
 * at cancel.
 *
 * <p><b>Threads:</b> {@link #wake} and {@link #cancel} from any, and quick.
 */
public final class StreamPump {
  private static final Logger LOG = LoggerFactory.getLogger(StreamPump.class);

  private final Supplier<BatchReader> opener;
  private final BatchSink sink;
  private final Cancellation cancellation;
  private final Executor executor;
  private final AtomicInteger signals = new AtomicInteger();

  // touched by the one run at a time; the signals' atomics order the runs
  private @Nullable BatchReader reader;
  private @Nullable BatchEncoder encoder;
  private boolean ended;

  /**
   * Creates a pump that is started by the first {@link #wake}.
   *
   * @param opener opens the stream; called once, on {@code executor}
   * @param cancellation the request's own, shared with the opener
   * @param executor runs code that may block
   */
  public StreamPump(
      Supplier<BatchReader> opener, BatchSink sink, Cancellation cancellation, Executor executor) {
    this.opener = requireNonNull(opener, "opener");
    this.sink = requireNonNull(sink, "sink");
    this.cancellation = requireNonNull(cancellation, "cancellation");
    this.executor = requireNonNull(executor, "executor");
  }

  /** Says that the sink may be ready. */
  public void wake() {
    if (signals.getAndIncrement() == 0) {
      try {
        executor.execute(this::run);
      } catch (RejectedExecutionException | OutOfMemoryError refused) {
        // the run is this thread's then, and ends the stream: nobody else would close its reader
        fail(
            new ServerUnavailableException(
                "The server takes no more work: it is shutting down, or has no thread left. Try again, or another server.",
                refused));
      }
    }
  }

  /** Says that nobody wants the stream any more; the reader is closed as soon as it lets go. */
  public void cancel() {
    cancellation.cancel();
    wake();
  }

  private void run() {
    int served = signals.get();
    while (served != 0) {
      serve();
      served = signals.addAndGet(-served);
    }
  }

  private void serve() {
    if (ended) {
      return;
    }
    try {
      cancellation.throwIfCancelled();
      pump();
    } catch (FastFlightException failure) {
      fail(failure);
    } catch (Throwable fault) {
      LOG.error("A stream failed by a fault of this server.", fault);
      fail(new InternalFaultException("The server failed; its log says why.", fault));
    }
  }

  private void pump() {
    BatchReader source = reader;
    BatchEncoder frames = encoder;
    if (source == null || frames == null) {
      source = opener.get();
      reader = source;
      frames = new BatchEncoder(source);
      encoder = frames;
      sink.send(frames.schemaFrame());
    }
    while (sink.isReady()) {
      cancellation.throwIfCancelled();
      if (!source.next()) {
        end(); // the request's memory is back before the peer learns of the end
        sink.complete(frames.totals());
        return;
      }
      sendAll(frames.batchFrames());
    }
  }

  private void sendAll(List<WireFrame> frames) {
    int sent = 0;
    try {
      for (WireFrame frame : frames) {
        sent++; // taken, also when sending fails
        sink.send(frame);
      }
    } finally {
      frames.subList(sent, frames.size()).forEach(WireFrame::close);
    }
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
    BatchReader source = reader;
    reader = null;
    if (source != null) {
      try {
        source.close();
      } catch (Throwable failure) { // whatever it is, the peer is still owed an end
        LOG.warn("The reader of a stream could not be closed.", failure);
      }
    }
  }
}
