package io.fastflight.engine;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
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
  private final List<SharedMemory.Bound> shared;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean over;

  /**
   * Creates the allocator.
   *
   * @param maxBytes what the request may hold; what is on its way to the caller is not part of it
   * @param shared what it may hold together with others
   */
  RequestMemory(
      String name, BufferAllocator parent, long maxBytes, List<SharedMemory.Bound> shared) {
    this.shared = shared;
    this.allocator =
        parent.newChildAllocator(
            name,
            new AllocationListener() {
              @Override
              public void onPreAllocation(long size) {
                if (size <= allocator.getHeadroom()) { // else its own limit refuses it
                  shared.forEach(bound -> bound.require(size));
                }
              }

              @Override
              public void onRelease(long size) {
                closeIfOverAndEmpty();
              }
            },
            0,
            maxBytes);
    shared.forEach(bound -> bound.memory().join(allocator));
  }

  BufferAllocator allocator() {
    return allocator;
  }

  /** Returns whether it is this request's own limit that {@code refused} an allocation. */
  boolean isOverLimit(OutOfMemoryException refused) {
    return refused
        .getOutcomeDetails()
        .filter(details -> details.getFailedAllocator() == allocator)
        .isPresent();
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
      shared.forEach(bound -> bound.memory().leave(allocator));
      try {
        allocator.close();
      } catch (IllegalStateException childLeftOpen) {
        LOG.error("A service left an allocator of its request open.", childLeftOpen);
      }
    }
  }
}
