package io.fastflight.source.duckdb;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.duckdb.DuckDBConnection;

/**
 * Arrow IPC files that queries use as a table.
 *
 * <p>DuckDB itself reads no Arrow files, but takes an Arrow stream as a view of one connection. So
 * a query whose text has the name of such a table is given a stream over its files; they are read
 * batch by batch while the query runs. A stream can be read once: a query that names the table
 * twice fails and says so.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param name letters, digits and underscores
 * @param files absolute; the last name may be a pattern such as {@code *.arrow}
 */
record IpcTable(String name, Path files) {
  private static final Set<String> ENDINGS = Set.of("arrow", "arrows", "feather", "ipc");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_]+");

  /** Returns whether files of this name are Arrow's. */
  static boolean reads(Path files) {
    String name = String.valueOf(files.getFileName()).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** Returns the endings of the names of Arrow files. */
  static Set<String> endings() {
    return new TreeSet<>(ENDINGS);
  }

  /** Returns whether a query's text has this name as a word, as a query that reads it must. */
  boolean isNamedIn(String sql) {
    return WORD.matcher(sql).results().anyMatch(word -> word.group().equalsIgnoreCase(name));
  }

  /**
   * Makes the files a view of {@code connection}.
   *
   * @param allocator for the batches that are read; not closed before what this returns is
   * @return to be closed after the connection
   */
  Registered register(DuckDBConnection connection, BufferAllocator allocator) throws IOException {
    IpcFiles reader = new IpcFiles(found(), allocator);
    ArrowArrayStream stream = null;
    try {
      stream = ArrowArrayStream.allocateNew(allocator);
      Data.exportArrayStream(allocator, reader, stream);
    } catch (RuntimeException failed) {
      reader.close();
      if (stream != null) {
        stream.close();
      }
      throw failed;
    }
    connection.registerArrowStream(name, stream);
    return new Registered(reader, stream);
  }

  /**
   * A stream that DuckDB has as a view.
   *
   * @param reader owned by {@code stream}
   */
  record Registered(IpcFiles reader, ArrowArrayStream stream) implements AutoCloseable {
    @Override
    public void close() {
      stream.release(); // what DuckDB has not taken
      stream.close();
    }
  }

  /** Returns the files there are now, by name. */
  private List<Path> found() throws IOException {
    List<Path> found = new ArrayList<>();
    Path folder = files.toAbsolutePath().getParent();
    String pattern = String.valueOf(files.getFileName());
    if (folder != null && Files.isDirectory(folder)) {
      try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, pattern)) {
        matching.forEach(found::add);
      }
    }
    if (found.isEmpty()) {
      throw new IOException(
          "IO Error: No files found that match the pattern \"%s\"".formatted(files)); // as DuckDB
    }
    found.sort(null);
    return found;
  }
}
