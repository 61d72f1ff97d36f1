package io.fastflight.source.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes from a DuckDB instance what a data source does not need, in the one order that works: the
 * grants first, then external access off, at the end the lock.
 *
 * <p>A folder that is granted could also be written to by {@code COPY}; that queries only read is
 * held by {@link DuckDbQuery} and by {@link RunningQuery}. This is no sandbox for SQL from
 * strangers.
 *
 * @see <a
 *     href="https://duckdb.org/docs/current/operations_manual/securing_duckdb/overview">Securing
 *     DuckDB</a>
 */
final class Lockdown {
  /**
   * The one setting left open: each connection bounds what its stream buffers, and DuckDB has no
   * global setting for it.
   */
  private static final String PER_CONNECTION = "streaming_buffer_size";

  /**
   * What DuckDB may keep ready of one stream, in bytes. With its default of 10 MiB, 200 slow
   * streams held 2.6 GB, far over {@code memory_limit}; with 1 MiB they held 0.6 GB and were no
   * slower.
   */
  private static final long STREAM_BUFFER_BYTES = 1L << 20;

  private Lockdown() {}

  static void apply(Connection connection, long memoryLimitBytes, int threads, Grants grants)
      throws SQLException {
    set(connection, "TimeZone", "'UTC'");
    set(connection, "memory_limit", "'" + memoryLimitBytes + "B'");
    set(connection, "threads", String.valueOf(threads));
    set(connection, "temp_directory", grants.spillFolder.map(Lockdown::quoted).orElse("''"));
    set(connection, "preserve_insertion_order", "true");
    set(connection, "allowed_directories", list(grants.folders));
    set(connection, "allowed_paths", list(grants.files));
    set(connection, "enable_external_access", "false");
    set(connection, "autoinstall_known_extensions", "false");
    set(connection, "autoload_known_extensions", "false");
    set(connection, "allow_community_extensions", "false");
    set(connection, "allow_persistent_secrets", "false");
    set(connection, "allowed_configs", "['" + PER_CONNECTION + "']");
    set(connection, "lock_configuration", "true");
  }

  /** Bounds what DuckDB keeps ready of the streams of {@code connection}. */
  static void boundStream(Connection connection) throws SQLException {
    execute(connection, "SET SESSION " + PER_CONNECTION + " = '" + STREAM_BUFFER_BYTES + "B'");
  }

  private static void set(Connection connection, String name, String value) throws SQLException {
    execute(connection, "SET GLOBAL " + name + " = " + value);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String list(Collection<Path> paths) {
    return paths.stream().map(Lockdown::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  /**
   * The folders and files that may be read.
   *
   * @param spillFolder where DuckDB may write what does not fit into memory
   */
  record Grants(List<Path> folders, List<Path> files, Optional<Path> spillFolder) {
    Grants {
      folders = List.copyOf(folders);
      files = List.copyOf(files);
    }

    Grants(List<Path> folders, List<Path> files) {
      this(folders, files, Optional.empty());
    }
  }
}
