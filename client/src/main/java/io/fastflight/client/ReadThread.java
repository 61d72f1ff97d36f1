package io.fastflight.client;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread that waits for a stream on behalf of a subscriber: started when there is something to
 * do, gone after a second without.
 *
 * <p><b>Threads:</b> any; {@link #close} also from the thread itself.
 */
final class ReadThread implements Executor, AutoCloseable {
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ReadThread::newThread);

  ReadThread() {
    pool.allowCoreThreadTimeOut(true);
  }

  private static Thread newThread(Runnable task) {
    Thread thread = new Thread(task, "fastflight-read");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /** Lets what runs end, and refuses the rest. */
  @Override
  public void close() {
    pool.shutdown();
  }
}
