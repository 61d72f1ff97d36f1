package io.fastflight.source.s3;

import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Cancellation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps objects as files on disk, within a number of bytes: those used longest ago go first, those
 * that a request reads stay.
 *
 * <p>A file holds one content of one object and never changes; an object that was replaced is
 * another file. It is downloaded once, however many ask for it, on threads of the cache: a request
 * that is cancelled stops waiting at once, and the download ends if nobody else waits for it.
 *
 * <p><b>Threads:</b> any.
 */
final class ObjectCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectCache.class);
  private static final int DOWNLOADS = 8;
  private static final Pattern ENDING = Pattern.compile("(\\.[a-z0-9]{1,10}){1,2}$");

  /** Brings one object. */
  @FunctionalInterface
  interface Download {
    /**
     * Writes the whole of {@code object} to {@code file}, which is not there yet, or fails.
     *
     * @param unwanted cancelled when nobody waits any more
     */
    void to(StoredObject object, Path file, Cancellation unwanted);
  }

  /** One object on disk, or on its way there. Guarded by the lock. */
  private static final class Entry {
    final StoredObject object;
    final Path file;
    final Cancellation unwanted = new Cancellation();
    int users;
    boolean ended;
    @Nullable RuntimeException failure;

    Entry(StoredObject object, Path file) {
      this.object = object;
      this.file = file;
    }
  }

  private final String source;
  private final Path folder;
  private final long maxBytes;
  private final Download download;
  private final ThreadPoolExecutor threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<StoredObject, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long usedBytes;
  private long made;

  /**
   * Creates an empty cache in a folder of its own.
   *
   * @param source what messages call the source
   * @param parent where its folder is made; made itself if need be
   */
  ObjectCache(String source, Path parent, long maxBytes, Download download) throws IOException {
    this.source = source;
    this.folder = Files.createTempDirectory(Files.createDirectories(parent), "s3-");
    this.maxBytes = maxBytes;
    this.download = download;
    this.threads =
        new ThreadPoolExecutor(
            DOWNLOADS,
            DOWNLOADS,
            2,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "s3-" + source);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Returns where the files are. */
  Path folder() {
    return folder;
  }

  /** Files that stay until this is closed. */
  final class Lease implements AutoCloseable {
    private final List<Entry> leased;
    private boolean closed;

    private Lease(List<Entry> leased) {
      this.leased = leased;
    }

    /** Returns the files, in the order in which the objects were asked for. */
    List<Path> files() {
      return leased.stream().map(entry -> entry.file).toList();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        release(leased);
      }
    }
  }

  /**
   * Waits until all {@code objects} are on disk.
   *
   * @return owned by the caller
   * @throws ResourceExhaustedException if they do not fit
   */
  Lease lease(List<StoredObject> objects, Cancellation cancellation) {
    List<Entry> taken = new ArrayList<>();
    Cancellation.Registration waking = cancellation.onCancel(this::wake);
    try {
      objects.forEach(object -> taken.add(take(object)));
      taken.forEach(entry -> await(entry, cancellation));
      return new Lease(taken);
    } catch (RuntimeException failed) {
      release(taken);
      throw failed;
    } finally {
      waking.close();
    }
  }

  private Entry take(StoredObject object) {
    lock.lock();
    try {
      Entry entry = entries.get(object);
      if (entry == null) {
        makeRoom(object);
        entry = new Entry(object, folder.resolve(made + ending(object.key())));
        made++;
        usedBytes += object.size();
        entries.put(object, entry);
        Entry begun = entry;
        threads.execute(() -> load(begun));
      }
      entry.users++;
      return entry;
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom(StoredObject object) {
    if (object.size() > maxBytes) {
      throw new ResourceExhaustedException(
          "The object '%s' of source '%s' has %s bytes, over the cache's %s. Raise its size."
              .formatted(object.key(), source, object.size(), maxBytes));
    }
    Iterator<Entry> oldest = entries.values().iterator();
    while (usedBytes + object.size() > maxBytes && oldest.hasNext()) {
      Entry entry = oldest.next();
      if (entry.users == 0) {
        oldest.remove();
        drop(entry);
      }
    }
    if (usedBytes + object.size() > maxBytes) {
      throw new ResourceExhaustedException(
          "The objects that requests of source '%s' read at the moment do not fit into its cache of %s bytes. Try again later, ask for fewer, or raise its size."
              .formatted(source, maxBytes),
          Duration.ofSeconds(1));
    }
  }

  private void drop(Entry entry) {
    usedBytes -= entry.object.size();
    try {
      Files.deleteIfExists(entry.file);
    } catch (IOException failed) {
      LOG.warn("A file of the cache of source '{}' could not be deleted.", source, failed);
    }
  }

  private void load(Entry entry) {
    RuntimeException failure = null;
    try {
      entry.unwanted.throwIfCancelled();
      download.to(entry.object, entry.file, entry.unwanted);
    } catch (RuntimeException failed) {
      failure = failed;
    }
    lock.lock();
    try {
      entry.ended = true;
      entry.failure = failure;
      if (failure != null || entries.get(entry.object) != entry) {
        entries.remove(entry.object, entry); // the next to ask tries again
        drop(entry);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(Entry entry, Cancellation cancellation) {
    lock.lock();
    try {
      while (!entry.ended) {
        cancellation.throwIfCancelled();
        changed.awaitUninterruptibly();
      }
      if (entry.failure != null) {
        throw entry.failure;
      }
    } finally {
      lock.unlock();
    }
  }

  private void release(List<Entry> leased) {
    List<Entry> unwanted = new ArrayList<>();
    lock.lock();
    try {
      for (Entry entry : leased) {
        entry.users--;
        if (entry.users == 0 && !entry.ended) {
          entries.remove(entry.object, entry);
          unwanted.add(entry);
        }
      }
    } finally {
      lock.unlock();
    }
    unwanted.forEach(entry -> entry.unwanted.cancel());
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static String ending(String key) {
    Matcher found = ENDING.matcher(key.toLowerCase(Locale.ROOT));
    return found.find() ? found.group() : "";
  }

  /** Deletes all files; no lease may be open. */
  @Override
  public void close() {
    threads.shutdownNow();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(ObjectCache::delete);
    } catch (IOException | UncheckedIOException failed) {
      LOG.warn("The cache of source '{}' could not be deleted.", source, failed);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
