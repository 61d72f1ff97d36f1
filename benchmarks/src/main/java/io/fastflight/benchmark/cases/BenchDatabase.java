package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.SourceTable;
import io.fastflight.benchmark.fleet.Cleanup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL, from the binaries on Maven Central, started when it is first asked for. Its
 * tables fit into its memory.
 *
 * <p><b>Ownership:</b> {@code cleanup} stops it.
 *
 * <p><b>Threads:</b> used by one thread.
 */
public final class BenchDatabase {
  private final long rows;
  private final Cleanup cleanup;
  private final Consumer<String> progress;
  private final Set<SourceTable> made = EnumSet.noneOf(SourceTable.class);
  private @Nullable EmbeddedPostgres server;

  /** Begins with nothing started; large tables will have {@code rows} rows. */
  public BenchDatabase(long rows, Cleanup cleanup, Consumer<String> progress) {
    this.rows = rows;
    this.cleanup = cleanup;
    this.progress = progress;
  }

  /** Returns how many rows a table has. */
  long rows(SourceTable table) {
    return table.rows(rows);
  }

  /** Returns the URL of the database, in which {@code table} is. */
  String urlWith(SourceTable table) throws IOException {
    String url = started().getJdbcUrl("postgres", "postgres");
    if (made.add(table)) {
      progress.accept("Making the table %s of %,d rows.".formatted(table, rows(table)));
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        for (String sql : table.statements(rows)) {
          statement.execute(sql);
        }
      } catch (SQLException failed) {
        throw new IOException("The table " + table + " could not be made.", failed);
      }
    }
    return url;
  }

  private EmbeddedPostgres started() throws IOException {
    if (server == null) {
      server =
          cleanup.own(
              EmbeddedPostgres.builder()
                  .setServerConfig("shared_buffers", "3GB")
                  .setServerConfig("max_wal_size", "4GB")
                  .start());
    }
    return server;
  }
}
