package io.fastflight.cli.read;

import io.fastflight.batch.ReadProgress;
import io.fastflight.cli.console.Console;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Counts what was read, and shows it on one line of a terminal while a read takes long.
 *
 * <p><b>Threads:</b> {@link #progressed} by the reading thread; the line is drawn by one of its
 * own.
 */
final class Progress implements ReadProgress.Listener, AutoCloseable {
  private static final long FIRST_MILLIS = 1_000;
  private static final long EVERY_MILLIS = 500;
  private static final String CLEAR_LINE = "\r\u001B[K";

  private final Console console;
  private final long startNanos = System.nanoTime();
  private final Thread painter = new Thread(this::paint, "fastflight-progress");

  // under the lock of this
  private ReadProgress progress = ReadProgress.NONE;
  private boolean closed;
  private boolean drawn;

  private Progress(Console console) {
    this.console = console;
  }

  /** Begins to count; draws only if a person sees standard error. */
  static Progress begin(Console console) {
    Progress progress = new Progress(console);
    if (console.errIsTerminal()) {
      progress.painter.setDaemon(true);
      progress.painter.start();
    }
    return progress;
  }

  @Override
  public synchronized void progressed(ReadProgress newest) {
    progress = newest;
  }

  synchronized long rowCount() {
    return progress.rows();
  }

  /** Returns rows, their share of all rows where that is known, megabytes, and their rate. */
  synchronized String text() {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double megabytes = progress.bytes() / 1e6;
    return String.format(
        Locale.ROOT,
        "%,d rows%s, %,.1f MB in %.1f s, %,.0f MB/s",
        progress.rows(),
        share(progress),
        megabytes,
        seconds,
        megabytes / Math.max(seconds, 1e-9));
  }

  private static String share(ReadProgress progress) {
    return progress.expectedRows().isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            " of %,d (%.0f %%)",
            progress.expectedRows().getAsLong(),
            100.0 * progress.rows() / Math.max(1, progress.expectedRows().getAsLong()));
  }

  /** Removes the line and ends. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      painter.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void paint() {
    try {
      long wakeNanos = startNanos + TimeUnit.MILLISECONDS.toNanos(FIRST_MILLIS);
      while (!closed) {
        long waitNanos = wakeNanos - System.nanoTime();
        if (waitNanos > 0) {
          TimeUnit.NANOSECONDS.timedWait(this, waitNanos);
        } else {
          draw();
          wakeNanos += TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (drawn) {
      console.err().print(CLEAR_LINE);
      console.err().flush();
    }
  }

  private void draw() {
    drawn = true;
    console.err().print(CLEAR_LINE + text());
    console.err().flush();
  }
}
