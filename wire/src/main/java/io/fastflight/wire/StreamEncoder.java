package io.fastflight.wire;

import io.fastflight.error.FastFlightException;
import java.util.List;

/**
 * Turns the batches of one reader into the messages of a stream.
 *
 * <p><b>Ownership:</b> borrows the reader. The messages belong to the caller.
 *
 * <p><b>Threads:</b> used by one thread at a time; every method may block.
 *
 * @param <M> what is sent
 */
public interface StreamEncoder<M extends StreamMessage> extends AutoCloseable {
  /** Returns what comes before the first batch, such as the schema; called once, and first. */
  M head();

  /**
   * Reads on and returns what is to be sent next.
   *
   * @return one message or more, or none at the complete end of the reader
   * @throws FastFlightException if the reader fails, after all rows it gave before
   */
  List<M> next();

  /**
   * Returns what says that the stream is whole; called once, at the complete end, while the reader
   * is open.
   */
  default List<M> tail() {
    return List.of();
  }

  /** Returns what was encoded so far, also when the encoder is closed. */
  StreamTotals totals();

  /** Frees what the encoder holds of its own; called once, however the stream ended. */
  @Override
  default void close() {}
}
