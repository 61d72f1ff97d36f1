package io.fastflight.benchmark.data;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Has DuckDB read files of flights, whoever wrote them. <b>Threads:</b> used by one thread. */
public final class WrittenRows {
  private WrittenRows() {}

  /**
   * Returns how many rows a file has, and the sum of a column of integers.
   *
   * @param file whose ending says its format: csv, ndjson or parquet
   * @param column which is added up
   */
  public static DeclaredFiles.Expected of(Path file, String column) throws IOException {
    String name = file.toString();
    String rows =
        name.endsWith(".csv")
            ? "read_csv('%s', header = true)"
            : name.endsWith(".ndjson")
                ? "read_json('%s', format = 'newline_delimited')"
                : "read_parquet('%s')";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet one =
            statement.executeQuery(
                "SELECT count(*), sum(%s::BIGINT)::BIGINT FROM %s"
                    .formatted(column, rows.formatted(file)))) {
      one.next();
      return new DeclaredFiles.Expected(one.getLong(1), one.getLong(2));
    } catch (SQLException failed) {
      throw new IOException("The rows of " + file + " could not be counted.", failed);
    }
  }
}
