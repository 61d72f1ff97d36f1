package io.fastflight.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs something whenever a file's content has changed and then stayed the same for a moment.
 *
 * <p>It looks once in a while, since notifications miss what editors, links and network folders do.
 */
final class FileWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 500;

  private final Path file;
  private final byte[] atFirst;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread thread;

  /** Notes what the file holds: made before it is first used, it misses no change. */
  FileWatch(Path file) {
    this.file = file;
    this.atFirst = content();
  }

  /** Has {@code action} run, on a thread of its own, at each change since it was made. */
  FileWatch start(Runnable action) {
    Thread looking = new Thread(() -> run(action), "fastflight-watch");
    looking.setDaemon(true);
    looking.start();
    thread = looking;
    return this;
  }

  @Override
  public void close() {
    closed.countDown();
    Thread looking = thread;
    if (looking == null) {
      return;
    }
    try {
      looking.join();
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt(); // it ends by itself
    }
  }

  private void run(Runnable action) {
    byte[] known = atFirst;
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
