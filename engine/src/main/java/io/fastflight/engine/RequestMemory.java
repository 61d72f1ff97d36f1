package io.fastflight.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The allocator of one request, closed when the request is over and its last byte is back.
 *
 * <p>The two are not the same moment: the last frames may still be on their way to a socket. Their
 * buffers count as the root's by then, but a buffer that came through the C data interface also
 * holds a structure of a few bytes on the request's account, until the buffer itself goes. So
 * closing is asked for by the request, and done by whoever finds nothing left: the request, or the
 * thread that releases the last byte.
 *
 * <p><b>Threads:</b> {@link #close} by one; releases come from any.
 */
final class RequestMemory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestMemory.class);

  private final BufferAllocator allocator;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean over;

  RequestMemory(String name, BufferAllocator parent) {
    this.allocator =
        parent.newChildAllocator(
            name,
            new AllocationListener() {
              @Override
              public void onRelease(long size) {
                closeIfOverAndEmpty();
              }
            },
            0,
            Long.MAX_VALUE);
  }

  BufferAllocator allocator() {
    return allocator;
  }

  /** Says that the request is over. */
  @Override
  public void close() {
    over = true;
    closeIfOverAndEmpty();
  }

  private void closeIfOverAndEmpty() {
    // whoever comes second of "over" and "empty" sees both, and only one of them closes
    if (over && allocator.getAllocatedMemory() == 0 && closed.compareAndSet(false, true)) {
      try {
        allocator.close();
      } catch (IllegalStateException childLeftOpen) {
        LOG.error("A service left an allocator of its request open.", childLeftOpen);
      }
    }
  }
}
