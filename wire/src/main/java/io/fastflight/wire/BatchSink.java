package io.fastflight.wire;

import io.fastflight.error.FastFlightException;
import io.fastflight.service.Compression;
import java.util.OptionalInt;

/**
 * Takes the frames of one stream out through a door: a gRPC call, an HTTP response.
 *
 * <p><b>Threads:</b> {@link #isReady} from any thread; the rest by one thread at a time, the
 * pump's.
 */
public interface BatchSink {
  /** Returns how the peer asked for bodies to be compressed; asked once, before the first frame. */
  default Compression compression() {
    return Compression.NONE;
  }

  /** Returns how many rows a message may have, if the peer said so; asked once, as before. */
  default OptionalInt maxRows() {
    return OptionalInt.empty();
  }

  /** Returns whether the peer has taken enough that another batch is wanted. Never blocks. */
  boolean isReady();

  /** Sends a frame; takes it, also when it fails. Never blocks. */
  void send(WireFrame frame);

  /** Ends the stream as complete. Called at most once, and not together with {@link #fail}. */
  void complete(StreamTotals totals);

  /** Ends the stream as failed, in a way no reader can take for complete. Called at most once. */
  void fail(FastFlightException failure);
}
