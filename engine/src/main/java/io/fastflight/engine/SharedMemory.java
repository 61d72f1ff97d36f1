package io.fastflight.engine;

import io.fastflight.policy.CallLimit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * What the requests of one caller, or of one service, hold together.
 *
 * <p>It is read from their allocators whenever one of them allocates: buffers change hands on their
 * way to callers without a word to a listener, so a sum kept here would drift. Two requests that
 * allocate at the same moment may both pass a bound, by that one buffer each.
 *
 * <p><b>Threads:</b> any.
 */
final class SharedMemory {
  private final Set<BufferAllocator> holders = ConcurrentHashMap.newKeySet();

  /** Counts what {@code holder} holds until it leaves. */
  void join(BufferAllocator holder) {
    holders.add(holder);
  }

  void leave(BufferAllocator holder) {
    holders.remove(holder);
  }

  boolean isUnused() {
    return holders.isEmpty();
  }

  long heldBytes() {
    long bytes = 0;
    for (BufferAllocator holder : holders) {
      bytes += holder.getAllocatedMemory();
    }
    return bytes;
  }

  /**
   * A limit on it.
   *
   * @param limit has {@code maxTotalMemory}
   * @param whose the caller or the service
   */
  record Bound(CallLimit limit, String whose, SharedMemory memory) {
    long maxBytes() {
      return limit.maxTotalMemory().orElseThrow();
    }

    /**
     * Returns when {@code bytes} more are within the limit.
     *
     * @throws OverBoundException if they are not
     */
    void require(long bytes) {
      if (memory.heldBytes() + bytes > maxBytes()) {
        throw new OverBoundException(this);
      }
    }
  }

  /** Refuses an allocation; the engine finds it again among the causes of a failure. */
  static final class OverBoundException extends OutOfMemoryException {
    private static final long serialVersionUID = 1;

    private final transient Bound bound;

    OverBoundException(Bound bound) {
      super(
          "%s holds all that the limit '%s' gives it, %s bytes."
              .formatted(bound.whose, bound.limit.name(), bound.maxBytes()));
      this.bound = bound;
    }

    Bound bound() {
      return bound;
    }
  }
}
