package io.fastflight.wire;

import org.apache.arrow.memory.BufferAllocator;

/**
 * Counts what loading one batch may allocate besides the body that arrived: decompressed buffers
 * and the validity bits of columns that sent none.
 *
 * <p>In proportion to the body, since only what a peer pays for itself bounds what it can make us
 * pay. 64 KiB may become 15 MiB, and 1 MiB, our own batch size, 240 MiB.
 */
final class LoadBudget {
  /** What a batch may take whatever its size. */
  private static final long FREE_BYTES = 8L << 20;

  /** LZ4 ends at 255; ZSTD nowhere, but 64 KiB must not become more than 16 MiB. */
  private static final long GROWTH = 240;

  private final BufferAllocator allocator;
  private final long most;
  private long left;

  LoadBudget(long bodyBytes, BufferAllocator allocator) {
    this.allocator = allocator;
    this.most = Math.min(BatchEncoder.MAX_BODY_BYTES, Math.max(FREE_BYTES, GROWTH * bodyBytes));
    this.left = most;
  }

  /** Returns the limit in bytes. */
  long most() {
    return most;
  }

  /** Returns false if a buffer of {@code bytes} is too much, counted as the allocator rounds. */
  boolean allows(long bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes == 0 ? 0 : allocator.getRoundingPolicy().getRoundedSize(bytes);
    return left >= 0;
  }
}
