package io.fastflight.client.ipc;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;

/**
 * Writes a file that is there only when it is whole.
 *
 * <p>The bytes go to a file beside it, whose name ends in {@code .part}; {@link #complete} renames
 * it. A failure, or SIGINT and SIGTERM, delete it; only SIGKILL leaves it behind, under a name that
 * nobody takes for the result. What is no regular file, such as {@code /dev/null} or a named pipe,
 * is written to directly. A link is followed, and the permissions of a file that is replaced are
 * kept.
 *
 * <p><b>Threads:</b> used by one thread; the deletion on a signal comes from another.
 */
public final class PartFile implements AutoCloseable {
  private final Path target;
  private final Path part;
  private final FileOutputStream stream;
  private final Thread hook = new Thread(this::discard, "fastflight-discard");

  private PartFile(Path target, Path part, FileOutputStream stream) {
    this.target = target;
    this.part = part;
    this.stream = stream;
  }

  /**
   * Begins to write {@code file}.
   *
   * @throws IOException if no file can be there; the message says why
   */
  public static PartFile begin(Path file) throws IOException {
    Path target = target(file);
    boolean direct = Files.exists(target) && !Files.isRegularFile(target);
    String unique = UUID.randomUUID().toString().substring(0, 8);
    Path part =
        direct
            ? target
            : target.resolveSibling("." + target.getFileName() + "." + unique + ".part");
    Path folder = target.getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IOException(
          "'%s' cannot be written: there is no folder '%s'.".formatted(file, folder));
    }
    try {
      PartFile begun = new PartFile(target, part, new FileOutputStream(part.toFile()));
      Runtime.getRuntime().addShutdownHook(begun.hook);
      return begun;
    } catch (IOException impossible) {
      throw new IOException(
          "'%s' cannot be written: %s".formatted(file, impossible.getMessage()), impossible);
    }
  }

  /** Follows links, so that the file behind one is replaced and not the link. */
  private static Path target(Path file) throws IOException {
    if (Files.isDirectory(file) || file.getFileName() == null) {
      throw new IOException("'%s' is a folder. Name a file in it.".formatted(file));
    }
    try {
      return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    } catch (IOException unreadable) {
      throw new IOException(
          "'%s' cannot be read: %s".formatted(file, unreadable.getMessage()), unreadable);
    }
  }

  /** Returns the file that will be there. */
  public Path target() {
    return target;
  }

  /** Returns where the bytes go, borrowed. */
  public FileOutputStream stream() {
    return stream;
  }

  /**
   * Makes the file visible under its name, whole.
   *
   * @throws IOException if that fails; the file of that name, if any, is then the old one
   */
  public void complete() throws IOException {
    if (!part.equals(target)) {
      stream.getFD().sync(); // or a crash of the machine could leave the name without the bytes
      keepPermissions();
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void keepPermissions() throws IOException {
    PosixFileAttributeView old =
        Files.getFileAttributeView(target, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (old != null && Files.exists(target)) {
      Files.setPosixFilePermissions(part, old.readAttributes().permissions());
    }
  }

  /** Deletes what was not completed. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return; // the hook discards it
    }
    discard();
  }

  private void discard() {
    try (stream) {
      if (!part.equals(target)) {
        Files.deleteIfExists(part);
      }
    } catch (IOException ignored) {
      // its name says that it is not the result
    }
  }
}
