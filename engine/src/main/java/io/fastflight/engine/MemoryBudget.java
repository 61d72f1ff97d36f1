package io.fastflight.engine;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Cancellation.Registration;
import io.fastflight.service.Standby;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Admits requests while the bytes in flight are within the budget; beyond it they wait, first come
 * first served, and are refused when they have waited long enough.
 *
 * <p>In flight is all that the root allocator has handed out: what services allocated for requests,
 * and frames on their way to callers. Streams that are open go on, whatever the budget: each
 * releases memory as its caller reads.
 *
 * <p>Only the request that is next looks for memory, every {@link #LOOK}: the last bytes of a frame
 * go back to the root, whose listener is the owner's and not ours, so there is no event to wait
 * for. Who comes up next looks after one such pause, which gives the one before time to allocate: a
 * release lets requests in one by one. Below the budget, admission is a read of two numbers.
 *
 * <p>A request that waits holds the thread that opens it. So that waiting requests never take all
 * threads, at most {@link MemoryLimits#maxWaiting} wait; one more is refused at once.
 *
 * <p><b>Threads:</b> any.
 */
final class MemoryBudget {
  private static final Duration LOOK = Duration.ofMillis(5);

  private final BufferAllocator root;
  private final MemoryLimits limits;
  private final long lookNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Condition> queue = new ArrayDeque<>(); // under the lock
  private volatile int waiting; // its size, to be read without the lock

  MemoryBudget(BufferAllocator allocator, MemoryLimits limits) {
    this(allocator, limits, LOOK);
  }

  /**
   * Creates a budget.
   *
   * @param look how often whoever is next looks for memory
   */
  MemoryBudget(BufferAllocator allocator, MemoryLimits limits, Duration look) {
    this.root = allocator.getRoot();
    this.limits = limits;
    this.lookNanos = look.toNanos();
  }

  long bytesInFlight() {
    return root.getAllocatedMemory();
  }

  int waiting() {
    return waiting;
  }

  /**
   * Returns when a request may be opened.
   *
   * @throws FastFlightException if it was cancelled, or there was no memory for too long
   */
  void admit(String service, Cancellation cancellation) {
    if (waiting == 0 && fits()) {
      return;
    }
    Condition changed = lock.newCondition();
    Registration wake = cancellation.onCancel(() -> signal(changed));
    lock.lock();
    try {
      await(changed, service, cancellation);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CallCancelledException(
          "Interrupted while " + service + " waited for memory.", interrupted);
    } finally {
      lock.unlock();
      wake.close();
    }
  }

  private boolean fits() {
    return bytesInFlight() <= limits.maxBytesInFlight();
  }

  private void await(Condition me, String service, Cancellation cancellation)
      throws InterruptedException {
    if (queue.size() >= limits.maxWaiting()) {
      throw refusal(service, "%s other requests wait for memory already".formatted(queue.size()));
    }
    queue.add(me);
    waiting = queue.size();
    try {
      Standby.during(() -> awaitTurn(me, service, cancellation));
    } finally {
      queue.remove(me);
      waiting = queue.size();
      if (!queue.isEmpty()) {
        queue.element().signal(); // it may be next now
      }
    }
  }

  private Condition awaitTurn(Condition me, String service, Cancellation cancellation)
      throws InterruptedException {
    long left = limits.maxWait().toNanos();
    while (true) {
      cancellation.throwIfCancelled();
      if (left <= 0) {
        throw refusal(service, "none came free in %s ms".formatted(limits.maxWait().toMillis()));
      }
      boolean next = queue.peek() == me;
      long pause = next ? Math.min(lookNanos, left) : left;
      left -= pause - me.awaitNanos(pause);
      if (next && fits()) {
        cancellation.throwIfCancelled();
        return me;
      }
    }
  }

  private void signal(Condition waiter) {
    lock.lock();
    try {
      waiter.signal();
    } finally {
      lock.unlock();
    }
  }

  private ResourceExhaustedException refusal(String service, String why) {
    long millis = TimeUnit.MILLISECONDS.convert(limits.retryDelay());
    return new ResourceExhaustedException(
        "No memory to open %s: %s bytes are in flight, the budget is %s (MemoryLimits.maxBytesInFlight), and %s. Try again in %s ms; read open streams on or close them, or raise the budget."
            .formatted(service, bytesInFlight(), limits.maxBytesInFlight(), why, millis),
        limits.retryDelay());
  }
}
