package io.fastflight.security.scheme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A text file of one entry a line, words with blanks between; {@code #} begins a comment. Writing
 * replaces it whole, readable by its owner only.
 */
final class KeptLines {
  private static final String HEAD = "# Written by fastflight; only hashes are kept here.";

  private KeptLines() {}

  /** One line and where it is, for messages. */
  record Line(int number, List<String> words) {}

  /**
   * Reads the entries; a file that does not exist has none.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  static List<Line> readIfThere(Path file) {
    try {
      return read(file);
    } catch (UncheckedIOException failed) {
      if (failed.getCause() instanceof NoSuchFileException) {
        return List.of();
      }
      throw failed;
    }
  }

  /**
   * Reads the entries.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  static List<Line> read(Path file) {
    try {
      List<Line> entries = new ArrayList<>();
      int number = 0;
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          entries.add(new Line(number, List.of(line.strip().split("\\s+"))));
        }
      }
      return entries;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "The file '%s' cannot be read: %s".formatted(file, unreadable), unreadable);
    }
  }

  /**
   * Replaces the file.
   *
   * @throws UncheckedIOException if it cannot be written; then it is what it was
   */
  static void write(Path file, List<String> entries) {
    Path whole = file.toAbsolutePath();
    try {
      Path folder = whole.getParent();
      Path beside =
          Files.createTempFile(
              folder == null ? Path.of(".") : folder, "." + whole.getFileName(), ".new");
      try {
        protect(beside);
        List<String> lines = new ArrayList<>(List.of(HEAD));
        lines.addAll(entries);
        Files.write(beside, lines, StandardCharsets.UTF_8);
        move(beside, whole);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          "The file '%s' cannot be written: %s".formatted(file, unwritable), unwritable);
    }
  }

  private static void protect(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException notHere) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
