package io.fastflight.wire;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs what may block: opening a service and reading its next batch.
 *
 * <p>A bounded number of platform threads, started when needed and gone when idle. No thread waits
 * for a slow peer here (see {@link StreamPump}), so the bound limits how many sources read at once,
 * not how many streams are open.
 *
 * <p><b>Ownership:</b> whoever creates it closes it.
 */
public final class WorkerThreads implements Executor, AutoCloseable {
  /** Enough for sources that mostly wait; more would only fight over the cores. */
  public static final int DEFAULT_THREADS = 64;

  private static final Duration IDLE = Duration.ofSeconds(10);

  private final ThreadPoolExecutor pool;

  /**
   * Creates the pool.
   *
   * @param name begins each thread's name
   * @param maxThreads at least 1
   */
  public WorkerThreads(String name, int maxThreads) {
    AtomicInteger number = new AtomicInteger();
    IdleFirst queue = new IdleFirst();
    pool =
        new ThreadPoolExecutor(
            0,
            maxThreads,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            queue,
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            queue::putUnlessShutDown);
  }

  /**
   * Hands a task to a thread that waits for one; where none does, the pool starts another thread,
   * and only where that would be one too many the task is queued. A plain queue would start all
   * threads first, or only ever one.
   */
  private static final class IdleFirst extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }

    void putUnlessShutDown(Runnable task, ThreadPoolExecutor pool) {
      if (pool.isShutdown()) {
        throw new RejectedExecutionException("These worker threads were closed.");
      }
      put(task);
      if (pool.isShutdown() && remove(task)) {
        throw new RejectedExecutionException("These worker threads were closed.");
      }
    }
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /**
   * Lets running tasks end and refuses new ones; waits up to {@code grace}, then interrupts what is
   * left.
   */
  public void close(Duration grace) {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        pool.shutdownNow();
        pool.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException interrupted) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Does the same with a grace of 5 s. */
  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }
}
