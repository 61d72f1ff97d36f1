package io.fastflight.wire;

/**
 * A piece of a stream that is ready to be sent.
 *
 * <p><b>Ownership:</b> owns its memory until {@link #close}; whoever sends it takes it.
 */
public interface StreamMessage extends AutoCloseable {
  /** Returns how many bytes of memory it holds. */
  long bytes();

  @Override
  void close();
}
