package io.fastflight.wire;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.FastFlightException;

/**
 * Takes the messages of one stream out through a door: a gRPC call, an HTTP response.
 *
 * <p><b>Threads:</b> {@link #isReady} from any thread; the rest by one thread at a time, the
 * pump's.
 *
 * @param <M> what it sends
 */
public interface StreamSink<M extends StreamMessage> {
  /**
   * Returns what makes the messages of {@code reader}, which it borrows; called once, when the
   * reader is open.
   *
   * @param resources those of the pump
   */
  StreamEncoder<M> encoder(BatchReader reader, PumpResources resources);

  /** Returns whether the peer has taken enough that another message is wanted. Never blocks. */
  boolean isReady();

  /** Sends a message; takes it, also when it fails. Never blocks. */
  void send(M message);

  /** Ends the stream as complete. Called at most once, and not together with {@link #fail}. */
  void complete(StreamTotals totals);

  /** Ends the stream as failed, in a way no reader can take for complete. Called at most once. */
  void fail(FastFlightException failure);
}
