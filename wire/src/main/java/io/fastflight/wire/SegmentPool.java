package io.fastflight.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lends the memory that sockets are read into, and takes it back when the last batch in it is let
 * go.
 *
 * <p>The one that came back last is lent next, since its pages are mapped and perhaps still in the
 * cache: memory fresh from the system costs a page fault every 4 KiB, which is as much as the
 * copying itself.
 *
 * <p><b>Threads:</b> any. <b>Ownership:</b> what is idle is freed with the pool, by the garbage
 * collector.
 */
final class SegmentPool {
  /** As many as a fast stream has in use at a time; what comes back beyond them is let go. */
  private static final int MAX_IDLE = 8;

  private final int segmentBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<ByteBuffer> idle = new ArrayDeque<>();

  SegmentPool(int segmentBytes) {
    this.segmentBytes = segmentBytes;
  }

  int segmentBytes() {
    return segmentBytes;
  }

  /** Returns a segment, owned by the caller; it comes back with its last reference. */
  ByteBuf take() {
    ByteBuffer memory;
    lock.lock();
    try {
      memory = idle.pollLast();
    } finally {
      lock.unlock();
    }
    return new Segment(memory == null ? ByteBuffer.allocateDirect(segmentBytes) : memory);
  }

  private void giveBack(ByteBuffer memory) {
    lock.lock();
    try {
      if (idle.size() < MAX_IDLE) {
        idle.addLast(memory);
      }
    } finally {
      lock.unlock();
    }
  }

  private final class Segment extends UnpooledDirectByteBuf {
    private final ByteBuffer memory;

    Segment(ByteBuffer memory) {
      super(UnpooledByteBufAllocator.DEFAULT, memory, memory.capacity());
      this.memory = memory;
    }

    @Override
    protected void deallocate() {
      super.deallocate(); // the buffer was given, so Netty does not free it
      giveBack(memory);
    }
  }
}
