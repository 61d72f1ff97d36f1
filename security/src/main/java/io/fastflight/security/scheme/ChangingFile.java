package io.fastflight.security.scheme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what was made of a file, and makes it anew when the file changes: whoever asks looks at the
 * file twice a second at most. A file with a fault changes nothing, and the fault is logged.
 *
 * <p><b>Threads:</b> any.
 */
final class ChangingFile<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ChangingFile.class);
  private static final long LOOK_NANOS = 500_000_000;

  private final Path file;
  private final Function<Path, T> reader;
  private volatile T content;
  private volatile long lookedNanos;
  private String seen; // under the lock of this

  /** What tells one content of a file from another without reading it. */
  private static String stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException gone) {
      return "";
    }
  }

  /**
   * Reads the file.
   *
   * @param reader throws a {@code RuntimeException} for a file with a fault; so does this
   */
  ChangingFile(Path file, Function<Path, T> reader) {
    this.file = file;
    this.reader = reader;
    this.seen = stamp(file);
    this.content = reader.apply(file);
    this.lookedNanos = System.nanoTime();
  }

  /** Returns what the file says. */
  T content() {
    if (System.nanoTime() - lookedNanos > LOOK_NANOS) {
      look();
    }
    return content;
  }

  private synchronized void look() {
    if (System.nanoTime() - lookedNanos <= LOOK_NANOS) {
      return;
    }
    String now = stamp(file);
    if (!now.equals(seen)) {
      seen = now;
      readAgain().ifPresent(next -> content = next);
    }
    lookedNanos = System.nanoTime();
  }

  private Optional<T> readAgain() {
    try {
      return Optional.of(reader.apply(file));
    } catch (RuntimeException fault) {
      LOG.warn("What was read of '{}' before stays in use: {}", file, fault.getMessage());
      return Optional.empty();
    }
  }
}
