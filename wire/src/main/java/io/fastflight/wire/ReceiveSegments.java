package io.fastflight.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has a socket read into large segments, each read right behind the one before it.
 *
 * <p>So a message that took many reads lies in one piece of memory, or in two where a segment
 * ended, and its body can be used where it lies: it is copied from the kernel once and never again.
 *
 * <p><b>Threads:</b> a handle belongs to one connection and its event loop.
 */
@SuppressWarnings("deprecation") // Netty marks its own Handle so, and offers no other
final class ReceiveSegments implements RecvByteBufAllocator {
  /** What is left of a segment is not worth a read when it is less. */
  private static final int MIN_READ_BYTES = 64 * 1024;

  /** One read takes no more than this, so that the event loop gets to its other work. */
  private static final int MAX_READ_BYTES = 1024 * 1024;

  private static final int READS_IN_A_ROW = 16;

  private final SegmentPool pool;

  ReceiveSegments(SegmentPool pool) {
    this.pool = pool;
  }

  @Override
  public Handle newHandle() {
    return new SegmentHandle();
  }

  private final class SegmentHandle implements ExtendedHandle {
    private @Nullable ByteBuf segment;
    private int used;
    private int attempted;
    private int last;
    private int reads;

    @Override
    public ByteBuf allocate(ByteBufAllocator ignored) {
      ByteBuf current = segment;
      if (current == null || pool.segmentBytes() - used < MIN_READ_BYTES) {
        release();
        current = pool.take();
        segment = current;
        used = 0;
      }
      int length = Math.min(MAX_READ_BYTES, pool.segmentBytes() - used);
      return current.retainedSlice(used, length).clear();
    }

    @Override
    public void lastBytesRead(int bytes) {
      last = bytes;
      if (bytes > 0) {
        used += bytes;
      } else if (bytes < 0) {
        release(); // the connection has ended
      }
    }

    private void release() {
      ByteBuf current = segment;
      segment = null;
      if (current != null) {
        current.release();
      }
    }

    @Override
    public boolean continueReading() {
      return last == attempted && reads < READS_IN_A_ROW;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return maybeMore.get() && reads < READS_IN_A_ROW;
    }

    @Override
    public int guess() {
      return MAX_READ_BYTES;
    }

    @Override
    public void reset(ChannelConfig config) {
      reads = 0;
    }

    @Override
    public void incMessagesRead(int messages) {
      reads += messages;
    }

    @Override
    public int lastBytesRead() {
      return last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public void readComplete() {
      // the next read goes on where this one ended
    }
  }
}
