package io.fastflight.source.arrow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The maps of a source's files, kept for a while after their last use: mapping and unmapping anew
 * for every request cost a seventh of the time of the stream.
 *
 * <p>A file is known by what it is, not by its name, so one that was replaced or written to is
 * mapped anew. What is mapped keeps the disk space of a deleted file, so nothing is kept for long.
 *
 * <p><b>Threads:</b> any.
 */
final class FileMaps implements AutoCloseable {
  /** What one map covers: less than the JDK's limit, and few maps for a large file. */
  private static final long WINDOW_BYTES = 1L << 30;

  private final Duration linger;
  private final long windowBytes;
  private final Map<FileIdentity, FileMap> maps = new HashMap<>(); // under the lock of this
  private volatile boolean closed;

  /**
   * Creates it.
   *
   * @param linger how long a map stays without a user; 0 or more
   */
  FileMaps(Duration linger) {
    this(linger, WINDOW_BYTES);
  }

  /** Creates it with windows of another size. */
  FileMaps(Duration linger, long windowBytes) {
    this.linger = linger;
    this.windowBytes = windowBytes;
  }

  /** Returns the map of a file; given back by {@link FileMap#release}. */
  synchronized FileMap acquire(FileIdentity identity) {
    FileMap map = maps.computeIfAbsent(identity, file -> new FileMap(this, file, windowBytes));
    map.enter();
    return map;
  }

  synchronized void enter(FileMap map) {
    map.enter();
  }

  void release(FileMap map) {
    long uses;
    synchronized (this) {
      if (!map.leave()) {
        return;
      }
      uses = map.uses();
    }
    if (closed || linger.isZero()) {
      drop(map, uses);
    } else {
      later().execute(() -> drop(map, uses));
    }
  }

  private Executor later() {
    return CompletableFuture.delayedExecutor(linger.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
  }

  /** Unmaps a file that nobody has used since. */
  private void drop(FileMap map, long uses) {
    synchronized (this) {
      if (map.isUsed() || map.uses() != uses || !maps.remove(map.identity(), map)) {
        return;
      }
    }
    map.unmap();
  }

  /** Returns how many files are mapped. */
  synchronized int size() {
    return maps.size();
  }

  /** Unmaps what nobody uses, and the others when their last user leaves. */
  @Override
  public void close() {
    List<FileMap> idle = new ArrayList<>();
    synchronized (this) {
      closed = true;
      maps.values().stream().filter(map -> !map.isUsed()).forEach(idle::add);
      maps.values().removeAll(idle);
    }
    idle.forEach(FileMap::unmap);
  }
}
