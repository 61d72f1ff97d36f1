package io.fastflight.source.arrow;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A folder whose files may be read: the one way to a file.
 *
 * <p>Each name of a path is opened relative to the folder before it, and never through a link, so
 * that no name, and no link that is swapped in at the wrong moment, leads out of the root.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">openat and O_NOFOLLOW</a>
 */
final class RootFolder {
  private final Path folder;

  private RootFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Takes a folder.
   *
   * @throws IllegalArgumentException if it is none, or the root of all
   */
  static RootFolder of(Path folder) {
    if (folder.getParent() == null) {
      throw new IllegalArgumentException(
          "roots: a root of '%s' would open every file; name a folder".formatted(folder));
    }
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("roots: the folder '%s' was not found".formatted(folder));
    }
    return new RootFolder(folder);
  }

  boolean holds(Path path) {
    return path.startsWith(folder) && !path.equals(folder);
  }

  /** Returns the names that lead from here to {@code path}. */
  List<String> segments(Path path) {
    return StreamSupport.stream(folder.relativize(path).spliterator(), false)
        .map(Path::toString)
        .toList();
  }

  /**
   * An open file and what it was when it was opened.
   *
   * @param channel owned by whoever opened it
   * @param path where it was found
   */
  record Opened(FileChannel channel, Path path, FileIdentity identity) {}

  /**
   * Opens the file that {@code names} lead to.
   *
   * @throws IOException if there is none, or it is no plain file or behind a link
   */
  Opened open(List<String> names) throws IOException {
    try (DirectoryStream<Path> root = Files.newDirectoryStream(folder)) {
      if (!(root instanceof SecureDirectoryStream<Path> secure)) {
        throw new IOException("This platform cannot open files below a folder safely.");
      }
      Path path = folder;
      for (String name : names) {
        path = path.resolve(name);
      }
      return open(secure, names, path);
    }
  }

  private static Opened open(SecureDirectoryStream<Path> at, List<String> names, Path path)
      throws IOException {
    Path first = Path.of(names.get(0));
    if (names.size() > 1) {
      try (SecureDirectoryStream<Path> next =
          at.newDirectoryStream(first, LinkOption.NOFOLLOW_LINKS)) {
        return open(next, names.subList(1, names.size()), path);
      }
    }
    BasicFileAttributes before = attributes(at, first);
    if (!before.isRegularFile()) { // before it is opened: a pipe would wait for its other end
      throw new NoSuchFileException(path.toString(), null, "no plain file");
    }
    SeekableByteChannel opened =
        at.newByteChannel(first, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    if (!(opened instanceof FileChannel channel)) {
      opened.close();
      throw new IOException("This platform cannot map a file it opened safely.");
    }
    FileIdentity identity = FileIdentity.of(before);
    if (!identity.equals(FileIdentity.of(attributes(at, first)))) { // which of the two is open?
      channel.close();
      throw new IOException("The file was changed or replaced just now; try again.");
    }
    return new Opened(channel, path, identity);
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> at, Path name)
      throws IOException {
    return at.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }
}
