package io.fastflight.benchmark.peers;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells what a process holds outside its heap, and its threads.
 *
 * @param nettyBytes direct memory Netty has from the system, its pools included
 * @param arrowBytes what Arrow's root allocator has handed out; 0 where the process cannot see it
 * @param bufferPoolBytes direct memory of the JVM's own buffers
 * @param platformThreads live threads of the JVM, virtual ones not counted
 * @param tasks threads as the kernel counts them: the JVM's own too; 0 where there is no /proc
 * @param residentBytes of the process now; 0 where there is no /proc
 * @param peakResidentBytes the most it ever had; 0 where there is no /proc
 */
public record MemoryFacts(
    long nettyBytes,
    long arrowBytes,
    long bufferPoolBytes,
    int platformThreads,
    int tasks,
    long residentBytes,
    long peakResidentBytes) {

  /** Nothing at all: what peaks begin with. */
  public static final MemoryFacts NONE = new MemoryFacts(0, 0, 0, 0, 0, 0, 0);

  /** Reads the facts of this process. */
  public static MemoryFacts now(long arrowBytes) {
    long pool =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(bean -> bean.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return new MemoryFacts(
        Math.max(0, PlatformDependent.usedDirectMemory()),
        arrowBytes,
        pool,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        kernelTasks(),
        status("VmRSS:"),
        status("VmHWM:"));
  }

  /**
   * Returns all memory outside the heap that was asked for by Java code. Netty takes its own from
   * the JVM's direct buffers, which then count it too, unless it can make buffers that the JVM does
   * not count: whichever it is, its memory is here once.
   */
  public long directBytes() {
    boolean uncounted = PlatformDependent.useDirectBufferNoCleaner();
    long outside = uncounted ? nettyBytes + bufferPoolBytes : Math.max(nettyBytes, bufferPoolBytes);
    return outside + arrowBytes;
  }

  /** Returns the larger of each fact of the two. */
  public MemoryFacts max(MemoryFacts other) {
    return new MemoryFacts(
        Math.max(nettyBytes, other.nettyBytes),
        Math.max(arrowBytes, other.arrowBytes),
        Math.max(bufferPoolBytes, other.bufferPoolBytes),
        Math.max(platformThreads, other.platformThreads),
        Math.max(tasks, other.tasks),
        Math.max(residentBytes, other.residentBytes),
        Math.max(peakResidentBytes, other.peakResidentBytes));
  }

  private static int kernelTasks() {
    try (var tasks = Files.list(Path.of("/proc/self/task"))) {
      return (int) tasks.count();
    } catch (IOException noProc) {
      return 0;
    }
  }

  private static long status(String name) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException noProc) {
      return 0;
    }
  }
}
