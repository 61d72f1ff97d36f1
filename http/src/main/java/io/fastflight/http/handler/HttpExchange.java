package io.fastflight.http.handler;

import io.fastflight.error.FastFlightException;
import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * Answers one HTTP request: all that we need of an HTTP library.
 *
 * <p>Either {@link #answer}, or {@link #begin}, any number of {@link #write}, and {@link #finish}
 * or {@link #abort}. When the peer has left, all of them do nothing but release what they take.
 *
 * <p><b>Threads:</b> {@link #isConsumed} from any; the rest by one thread at a time. None of them
 * blocks.
 */
public interface HttpExchange {

  /**
   * Says whom to tell; called once, before anything is written.
   *
   * @param consumed run whenever {@link #isConsumed} may have become true; quick
   * @param left run if the peer left, or the server cuts the call, perhaps twice; quick
   */
  void listen(Runnable consumed, Runnable left);

  /** Sends a whole answer. */
  void answer(HttpAnswer answer);

  /** Begins an answer with status 200, of a length that is not known. */
  void begin(Map<String, String> headers);

  /** Writes a part of the body; takes {@code bytes}, also when it fails. */
  void write(ByteBuf bytes);

  /**
   * Returns whether all that was written is on its way to the peer, so that no more of it than the
   * last part waits in memory.
   */
  boolean isConsumed();

  /** Ends the body as complete. */
  void finish(Map<String, String> trailers);

  /** Ends the body so that nobody takes it for complete, after what was written before. */
  void abort(FastFlightException failure);
}
