package io.fastflight.batch;

import java.util.Optional;

/**
 * Gives items one after another to a publisher, which asks for each only when it is wanted.
 *
 * <p><b>Threads:</b> used by one thread at a time, but for {@link #cancel}.
 *
 * @param <T> the items
 */
public interface PullSource<T> extends AutoCloseable {
  /** Begins; may block until it is known whether there will be items. */
  default void open() {}

  /**
   * Returns the next item, owned by the caller, or empty at the complete end. May block.
   *
   * <p>Called again after a failure or the end, it need not answer.
   */
  Optional<T> next();

  /** Wakes a blocked {@link #open} or {@link #next}: nobody wants more items. Called once. */
  default void cancel() {}

  /** Releases all it holds. */
  @Override
  void close();
}
