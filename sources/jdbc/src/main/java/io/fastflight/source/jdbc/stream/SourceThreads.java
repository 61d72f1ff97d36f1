package io.fastflight.source.jdbc.stream;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one source: as many as it reads connections at the moment, and a clock.
 *
 * <p>There is no bound of its own: each task but for short ones holds a connection, and the pool of
 * those is bounded.
 *
 * <p><b>Threads:</b> any.
 */
public final class SourceThreads implements AutoCloseable {
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor clock;

  /**
   * Starts no thread yet.
   *
   * @param name begins the names of the threads
   */
  public SourceThreads(String name) {
    AtomicInteger number = new AtomicInteger();
    workers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            2,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, name + "-" + number.incrementAndGet()));
    clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, name + "-clock"));
    clock.setRemoveOnCancelPolicy(true);
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
    clock.setKeepAliveTime(2, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
  }

  /** Runs {@code task} on a thread of its own. */
  public void execute(Runnable task) {
    workers.execute(task);
  }

  /** Runs {@code task}, which is quick, after {@code delay}. */
  ScheduledFuture<?> after(Duration delay, Runnable task) {
    return clock.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets what runs end, and takes nothing more. */
  @Override
  public void close() {
    clock.shutdownNow();
    workers.shutdown();
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
