package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.service.Standby;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs what may block: opening a service and reading its next batch.
 *
 * <p>A bounded number of threads, started when needed and gone when idle; what comes beyond waits
 * in order, without a thread. No thread waits for a slow peer here (see {@link StreamPump}), so the
 * bound limits how many sources read at once, not how many streams are open. Threads that stand in
 * line for a source ({@link Standby}) do not count: up to {@value #MOST_LENT} others take their
 * places.
 *
 * <p><b>Virtual or platform threads.</b> A virtual thread leaves its carrier when it waits in Java,
 * also for or with a monitor from JDK 24 on (JEP 491; before that a JDBC driver that synchronizes
 * would pin it). It keeps its carrier in a native call, as all of DuckDB's are, and in a loop that
 * computes, and the JVM starts no other carrier for those, whatever {@code maxPoolSize} allows. It
 * has one carrier per core unless told otherwise, so as many queries as cores stop every other
 * stream. Measured on 2 cores with JDK 25.0.3: how long a new task waited for its thread beside
 *
 * <table>
 * <caption>Wait of a new task</caption>
 * <tr><th></th><th>virtual, 2 carriers</th><th>virtual, 32 carriers</th><th>32 platform threads</th></tr>
 * <tr><td>2 DuckDB queries</td><td>2,530 ms</td><td>2 ms</td><td>1 to 12 ms</td></tr>
 * <tr><td>8 DuckDB queries</td><td>11,460 ms</td><td>0 ms</td><td>8 to 19 ms</td></tr>
 * <tr><td>4 loops that compute for 3 s</td><td>5,800 ms</td><td>0 ms</td><td>4 to 8 ms</td></tr>
 * <tr><td>8 threads that wait in a monitor</td><td>1 ms</td><td>0 ms</td><td>1 ms</td></tr>
 * </table>
 *
 * <p>So {@link #best} takes virtual threads where the JVM has them from JDK 24 on <i>and</i> has at
 * least as many carriers as the pool would have threads, which {@code
 * -Djdk.virtualThreadScheduler.parallelism=32} gives it: sources that compute or call native code
 * are then as well off as in the pool, and those that wait in Java may be many more. Everywhere
 * else it takes the pool.
 *
 * <p><b>Ownership:</b> whoever creates it closes it.
 *
 * <p><b>Threads:</b> any.
 *
 * @see <a href="https://openjdk.org/jeps/491">JEP 491: Synchronize Virtual Threads without
 *     Pinning</a>
 */
public final class WorkerThreads implements Executor, Standby.Pool, AutoCloseable {
  /** How many sources read at once on virtual threads, most of which wait. */
  static final int VIRTUAL_THREADS = 256;

  /** More than so many threads that wait are not replaced: a thread costs memory. */
  private static final int MOST_LENT = 256;

  private static final Duration IDLE = Duration.ofSeconds(10);

  private final IdleFirst queue = new IdleFirst();
  private final ThreadPoolExecutor pool;
  private final int maxThreads;
  private int lent; // under the lock of this

  private WorkerThreads(ThreadFactory threads, int maxThreads) {
    if (maxThreads < 1) {
      throw new IllegalArgumentException("maxThreads must be 1 or more, was " + maxThreads + ".");
    }
    this.maxThreads = maxThreads;
    // A pool of virtual threads too: its bound, its order and its end are wanted, and an idle
    // virtual thread is a few hundred bytes for 10 s.
    pool =
        new ThreadPoolExecutor(
            0,
            maxThreads,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            queue,
            task -> threads.newThread(Standby.within(this, task)),
            queue::putUnlessShutDown);
  }

  /**
   * Creates a pool of platform threads.
   *
   * @param name begins each thread's name
   * @param maxThreads at least 1
   * @throws IllegalArgumentException if it is less
   */
  public static WorkerThreads platform(String name, int maxThreads) {
    requireNonNull(name, "name");
    AtomicInteger number = new AtomicInteger();
    return new WorkerThreads(
        task -> {
          Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        },
        maxThreads);
  }

  /**
   * Creates virtual threads, whatever speaks against them.
   *
   * @throws IllegalStateException if this JVM has none: it is older than 21
   */
  static WorkerThreads virtual(String name, int maxThreads) {
    return new WorkerThreads(virtualThreads(name), maxThreads);
  }

  /**
   * Creates what serves best in this JVM, as said above: up to 256 virtual threads, or else 8
   * platform threads a core, but 16 to 32.
   *
   * @param name begins each thread's name
   */
  public static WorkerThreads best(String name) {
    int cores = Runtime.getRuntime().availableProcessors();
    int carriers = Integer.getInteger("jdk.virtualThreadScheduler.parallelism", cores);
    return isVirtualBest(Runtime.version().feature(), carriers, cores)
        ? virtual(name, VIRTUAL_THREADS)
        : platform(name, platformThreads(cores));
  }

  static boolean isVirtualBest(int javaVersion, int carriers, int cores) {
    return javaVersion >= 24 && carriers >= platformThreads(cores);
  }

  /** Enough for sources that mostly wait; more would only fight over the cores. */
  static int platformThreads(int cores) {
    return Math.max(16, Math.min(8 * cores, 32));
  }

  /** As {@code Thread.ofVirtual().name(name + "-", 1).factory()}, which Java 17 does not know. */
  private static ThreadFactory virtualThreads(String name) {
    try {
      Class<?> builders = Class.forName("java.lang.Thread$Builder");
      Method named = builders.getMethod("name", String.class, long.class);
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      return (ThreadFactory)
          builders.getMethod("factory").invoke(named.invoke(builder, name + "-", 1L));
    } catch (ReflectiveOperationException older) {
      throw new IllegalStateException(
          "Java %s has no virtual threads. Take platform threads, or Java 24 or newer."
              .formatted(Runtime.version().feature()),
          older);
    }
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
   * {@inheritDoc}
   *
   * <p>The first task that waits is begun, so that not only those that come later have a thread.
   */
  @Override
  public void lend() {
    resize(1);
    @Nullable Runnable next = queue.poll();
    if (next != null) {
      try {
        pool.execute(next);
      } catch (RejectedExecutionException closed) {
        queue.put(next); // a thread that ends its work takes it, this one if no other
      }
    }
  }

  @Override
  public void takeBack() {
    resize(-1);
  }

  private synchronized void resize(int more) {
    lent += more;
    pool.setMaximumPoolSize(maxThreads + Math.min(lent, MOST_LENT));
  }

  /** Returns whether tasks wait because all threads are busy. */
  boolean hasWaiting() {
    return !queue.isEmpty();
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
