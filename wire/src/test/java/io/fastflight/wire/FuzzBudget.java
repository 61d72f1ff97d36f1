package io.fastflight.wire;

import com.sun.management.ThreadMXBean;
import io.fastflight.error.FastFlightException;
import io.grpc.StatusRuntimeException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * Holds what is done with one input to the promises of {@code docs/reference/hostile-input.md}: it
 * is read or refused with an exception of ours, within a second of processor time, with at most 16
 * MiB on the heap and 16 MiB outside, and nothing stays allocated.
 *
 * <p>Time is the thread's own, so that a busy machine is no finding. Heap is all that the thread
 * allocated on the way, garbage included.
 */
final class FuzzBudget {
  /** The promise is about inputs of up to this size; fuzzers make no longer ones. */
  static final int MOST_INPUT_BYTES = 64 * 1024;

  private static final long MOST_BYTES = 16L << 20;

  /** Arrow's debugging allocator keeps a stack for each step of each buffer: not ours to count. */
  private static final long MOST_HEAP_BYTES =
      Boolean.getBoolean("arrow.memory.debug.allocator") ? 8 * MOST_BYTES : MOST_BYTES;

  private static final long MOST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Says what a stranger's bytes lead to. */
  interface Reading {
    void read(BufferAllocator allocator);
  }

  /** Remembers that somebody asked for far too much, though the allocator refused it. */
  private static final class Refusals implements AllocationListener {
    private long bytes;

    @Override
    public boolean onFailedAllocation(
        long size, org.apache.arrow.memory.AllocationOutcome outcome) {
      bytes = Math.max(bytes, size);
      return false;
    }
  }

  private FuzzBudget() {}

  /**
   * Runs {@code reading} with an allocator of its own, and once more if it breaks a promise: the
   * first time may have loaded classes, which Jazzer instruments on the way.
   *
   * @throws AssertionError if it breaks a promise
   */
  static void require(Reading reading) {
    try {
      requireOnce(reading);
    } catch (AssertionError broken) {
      requireOnce(reading);
    }
  }

  private static void requireOnce(Reading reading) {
    Refusals refusals = new Refusals();
    long heap = THREAD.getCurrentThreadAllocatedBytes();
    long nanos = THREAD.getCurrentThreadCpuTime();
    try (BufferAllocator allocator = new RootAllocator(refusals, 4 * MOST_BYTES)) {
      try {
        reading.read(allocator);
      } catch (FastFlightException | StatusRuntimeException refused) {
        requireWords(refused);
      }
      requireAtMost(MOST_NANOS, THREAD.getCurrentThreadCpuTime() - nanos, "ns of processor time");
      requireAtMost(
          MOST_HEAP_BYTES, THREAD.getCurrentThreadAllocatedBytes() - heap, "bytes of heap");
      requireAtMost(MOST_BYTES, allocator.getPeakMemoryAllocation(), "bytes outside the heap");
      requireAtMost(0, refusals.bytes, "bytes outside the heap, which were refused");
      requireAtMost(0, allocator.getAllocatedMemory(), "bytes that were not released");
    }
  }

  private static void requireWords(RuntimeException refused) {
    if (refused.getMessage() == null || refused.getMessage().isBlank()) {
      throw new AssertionError("The refusal says nothing.", refused);
    }
  }

  private static void requireAtMost(long most, long was, String what) {
    if (was > most) {
      throw new AssertionError(
          "The input took %s %s; at most %s may be.".formatted(was, what, most));
    }
  }
}
