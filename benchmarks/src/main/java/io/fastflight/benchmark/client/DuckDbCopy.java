package io.fastflight.benchmark.client;

import io.fastflight.benchmark.peers.FileTicket;
import io.fastflight.benchmark.peers.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Writes the rows of a Parquet file, which are a table in memory by then, with DuckDB's {@code COPY
 * ... TO} and one thread. The bytes of the file stand for the rows.
 */
final class DuckDbCopy implements Reading {
  private final Connection connection;

  DuckDbCopy(String rows) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("threads", "1");
    this.connection = DriverManager.getConnection("jdbc:duckdb:", settings);
    execute("CREATE TABLE rows AS FROM read_parquet('" + rows + "')");
  }

  @Override
  public Seen read(String ticket, String compression) throws Exception {
    FileTicket asked = Json.read(ticket, FileTicket.class);
    String format = asked.format().equals("ndjson") ? "json" : asked.format();
    execute("COPY rows TO '%s' (FORMAT %s)".formatted(asked.file(), format));
    return new Seen(Files.size(Path.of(asked.file())), 0);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException gone) {
      // it is not used again
    }
  }
}
