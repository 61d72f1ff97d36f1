package io.fastflight.benchmark.fleet;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Closes what a benchmark has started, the last first: when it is closed, and when the JVM is told
 * to stop, as by Ctrl-C.
 *
 * <p><b>Threads:</b> any; the stop comes on a thread of its own.
 */
public final class Cleanup implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Thread hook = new Thread(this::closeParts, "bench-cleanup");
  private boolean closed;

  /** Begins with nothing to close. */
  public Cleanup() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Takes a part, and returns it.
   *
   * @throws IllegalStateException if the program is stopping; the part is closed then
   */
  public synchronized <T extends AutoCloseable> T own(T part) {
    if (closed) {
      close(part);
      throw new IllegalStateException("The benchmark is stopping.");
    }
    parts.push(part);
    return part;
  }

  /** Closes a part now instead of at the end. */
  public void release(AutoCloseable part) {
    synchronized (this) {
      parts.remove(part);
    }
    close(part);
  }

  /** Closes every part, whatever one of them says. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // the hook runs already; closeParts waits for it
    }
    closeParts();
  }

  private synchronized void closeParts() {
    closed = true;
    for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
      close(part);
    }
  }

  private static void close(@Nullable AutoCloseable part) {
    if (part == null) {
      return;
    }
    try {
      part.close();
    } catch (Exception failure) {
      System.err.println("fastflight: A benchmark's part could not be closed: " + failure);
    }
  }
}
