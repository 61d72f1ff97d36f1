package io.fastflight.benchmark.client;

import io.fastflight.benchmark.data.ColumnSum;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBResultSet;

/**
 * Reads what a program with DuckDB in it reads: the Arrow export, batch by batch, in its own
 * process. There is no server: the location is only a name, the ticket is the SQL.
 */
final class DuckDbReading implements Reading {
  /** As many rows a batch as our service exports. */
  private static final int BATCH_ROWS = 65_536;

  private final RootAllocator allocator = new RootAllocator();
  private final Connection connection;

  DuckDbReading() throws SQLException {
    Properties streaming = new Properties();
    streaming.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    this.connection = DriverManager.getConnection("jdbc:duckdb:", streaming);
  }

  @Override
  public Seen read(String ticket, String compression) throws Exception {
    try (PreparedStatement statement = connection.prepareStatement(ticket);
        DuckDBResultSet result = (DuckDBResultSet) statement.executeQuery();
        ArrowReader reader = (ArrowReader) result.arrowExportStream(allocator, BATCH_ROWS)) {
      long rows = 0;
      long sum = 0;
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
        sum += ColumnSum.of(reader.getVectorSchemaRoot());
      }
      return new Seen(rows, sum);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException gone) {
      // it is not used again
    }
    allocator.close();
  }
}
