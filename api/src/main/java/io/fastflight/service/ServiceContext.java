package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import org.apache.arrow.memory.BufferAllocator;

/**
 * Gives a service what belongs to one request: memory, the wanted batch size, who calls, and word
 * of the caller's leaving.
 *
 * <p><b>Threads:</b> immutable, used from any thread.
 */
public final class ServiceContext {
  /** Rows per batch where the caller does not say; about 4 MiB of eight 64-bit columns. */
  public static final int DEFAULT_BATCH_ROWS = 65_536;

  /** The most rows per batch a caller may ask for. */
  public static final int MAX_BATCH_ROWS = 16_777_216;

  private final BufferAllocator allocator;
  private final int batchRows;
  private final Cancellation cancellation;
  private final Identity identity;

  /**
   * Creates a context for a caller who did not say who they are.
   *
   * @param allocator the request's own; borrowed, closed by whoever made it after the reader is
   *     closed
   * @param batchRows 1..{@link #MAX_BATCH_ROWS}
   */
  public ServiceContext(BufferAllocator allocator, int batchRows, Cancellation cancellation) {
    this(allocator, batchRows, cancellation, Identity.ANONYMOUS);
  }

  private ServiceContext(
      BufferAllocator allocator, int batchRows, Cancellation cancellation, Identity identity) {
    this.allocator = requireNonNull(allocator, "allocator");
    this.cancellation = requireNonNull(cancellation, "cancellation");
    if (batchRows < 1 || batchRows > MAX_BATCH_ROWS) {
      throw new IllegalArgumentException("batchRows must be 1..16777216, was " + batchRows + ".");
    }
    this.batchRows = batchRows;
    this.identity = requireNonNull(identity, "identity");
  }

  /** Returns the same context for another caller. */
  public ServiceContext withIdentity(Identity identity) {
    return new ServiceContext(allocator, batchRows, cancellation, identity);
  }

  /**
   * Returns the same context with batches of another size.
   *
   * @param rows 1..{@link #MAX_BATCH_ROWS}
   */
  public ServiceContext withBatchRows(int rows) {
    return new ServiceContext(allocator, rows, cancellation, identity);
  }

  /**
   * Returns the same context with the size of batches that suits a source best, where nobody asked
   * for other than {@link #DEFAULT_BATCH_ROWS}.
   *
   * @param rows 1..{@link #MAX_BATCH_ROWS}
   */
  public ServiceContext withDefaultBatchRows(int rows) {
    return batchRows == DEFAULT_BATCH_ROWS ? withBatchRows(rows) : this;
  }

  /**
   * Returns the request's allocator; what is taken from it is released before the reader's close
   * ends.
   */
  public BufferAllocator allocator() {
    return allocator;
  }

  /**
   * Returns how many rows a batch should have, at least 1; a hint for size, not a promise of shape.
   */
  public int batchRows() {
    return batchRows;
  }

  /** Returns where to learn that the caller cancelled, left, or ran out of time. */
  public Cancellation cancellation() {
    return cancellation;
  }

  /** Returns who calls; {@link Identity#ANONYMOUS} where the door does not ask. */
  public Identity identity() {
    return identity;
  }
}
