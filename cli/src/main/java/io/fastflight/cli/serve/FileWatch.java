package io.fastflight.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs something whenever a file's content has changed and then stayed the same for a moment.
 *
 * <p>It looks once in a while, since notifications miss what editors, links and network folders do.
 */
final class FileWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 500;

  private final Path file;
  private final Runnable action;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "fastflight-watch");

  private FileWatch(Path file, Runnable action) {
    this.file = file;
    this.action = action;
  }

  static FileWatch start(Path file, Runnable action) {
    FileWatch watch = new FileWatch(file, action);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt(); // it ends by itself
    }
  }

  private void run() {
    byte[] known = content();
    byte[] before = known;
    try {
      while (!closed.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        byte[] now = content();
        boolean settled = Arrays.equals(now, before);
        before = now;
        if (settled && now.length > 0 && !Arrays.equals(now, known)) {
          known = now;
          action.run();
        }
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }

  /** A file that is not there for a moment, while an editor replaces it, has not changed. */
  private byte[] content() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException gone) {
      return new byte[0];
    }
  }
}
