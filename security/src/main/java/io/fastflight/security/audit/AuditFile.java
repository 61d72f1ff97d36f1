package io.fastflight.security.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Appends lines to a file that only its owner reads; a full one becomes {@code NAME.1}, the one
 * before {@code NAME.2}, and the oldest goes. It is locked, so that two processes never share it.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class AuditFile implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final long maxBytes;
  private final int maxFiles;
  private @Nullable FileChannel channel;

  /**
   * Creates it without opening anything.
   *
   * @param maxBytes of one file, where a line is not longer
   * @param maxFiles how many there are, the present one among them
   */
  AuditFile(Path file, long maxBytes, int maxFiles) {
    this.file = file.toAbsolutePath();
    this.maxBytes = maxBytes;
    this.maxFiles = maxFiles;
  }

  /**
   * Appends a line, whole or not at all.
   *
   * @throws IOException if it was not; the next call tries to open the file again
   */
  void append(byte[] line) throws IOException {
    FileChannel out = opened();
    long before = out.size();
    if (before > 0 && before + line.length > maxBytes) {
      close();
      rotate();
      out = opened();
      before = out.size();
    }
    try {
      ByteBuffer rest = ByteBuffer.wrap(line);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
    } catch (IOException full) {
      try (this) {
        out.truncate(before); // half a line would spoil the next one
      } catch (IOException worse) {
        full.addSuppressed(worse);
      }
      throw full;
    }
  }

  /** Opens the file if it is not, so that {@link #append} finds it writable. */
  FileChannel opened() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open = open();
      channel = open;
    }
    return open;
  }

  private FileChannel open() throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("it is no regular file");
    }
    boolean posix = Files.getFileStore(folder()).supportsFileAttributeView("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
            : new FileAttribute<?>[0];
    FileChannel open =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), attributes);
    try {
      if (isTaken(open)) {
        throw new IOException("another server writes it; give each server a file of its own");
      }
      if (posix && !Files.getPosixFilePermissions(file).equals(OWNER)) {
        Files.setPosixFilePermissions(file, OWNER); // it was there before
      }
      return open;
    } catch (IOException refused) {
      try (open) {
        throw refused;
      }
    }
  }

  private static boolean isTaken(FileChannel open) throws IOException {
    try {
      return open.tryLock() == null;
    } catch (OverlappingFileLockException inThisProcess) {
      return true;
    }
  }

  private Path folder() {
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }

  private void rotate() throws IOException {
    for (int number = maxFiles - 1; number > 0; number--) {
      Path older = number == 1 ? file : numbered(number - 1);
      if (Files.exists(older)) {
        Files.move(older, numbered(number), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Path numbered(int number) {
    return folder().resolve(file.getFileName() + "." + number);
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
