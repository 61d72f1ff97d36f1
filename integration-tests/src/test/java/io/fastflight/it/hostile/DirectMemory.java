package io.fastflight.it.hostile;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** Memory outside the heap, but for Arrow's, of which allocators know. */
final class DirectMemory {
  private DirectMemory() {}

  /** Returns what the JVM's direct buffers and Netty's own hold, in bytes; some counted twice. */
  static long bytes() {
    long buffers =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return buffers + Math.max(0, PlatformDependent.usedDirectMemory());
  }
}
