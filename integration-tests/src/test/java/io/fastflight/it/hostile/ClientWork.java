package io.fastflight.it.hostile;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** Measures what our client does in processor time, so that a busy machine is no fault of it. */
final class ClientWork {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ClientWork() {}

  /** Returns the time of the client's threads and of the calling one, so far. */
  static Duration now() {
    long nanos = THREADS.getCurrentThreadCpuTime();
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("fastflight-client")) {
        nanos += Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return Duration.ofNanos(nanos);
  }
}
