package io.fastflight.source.jdbc;

import io.fastflight.source.jdbc.sql.SliceBounds;
import io.fastflight.source.jdbc.sql.SliceCondition;
import io.fastflight.source.jdbc.sql.Slicing;
import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.jdbc.stream.Interruption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a query by the range of a column, having asked the database for its ends.
 *
 * <p><b>Threads:</b> any; the connection is used by one at a time.
 */
public final class ColumnRange {
  private ColumnRange() {}

  /**
   * Returns the slices of {@code query}.
   *
   * @param query sliced by a {@link Slicing.Range}
   * @param most how many slices at most
   * @param connection borrowed
   * @throws IllegalArgumentException if the column is no number, date or timestamp
   */
  public static List<SliceCondition> cut(
      SqlQuery query, int most, Connection connection, Interruption interruption) throws Exception {
    Slicing.Range range = (Slicing.Range) query.slicing();
    Dialect dialect = Dialect.of(connection.getMetaData().getURL());
    String column = range.column();
    SqlQuery ends =
        query.wrappedAs("SELECT MIN(%s), MAX(%s) FROM (".formatted(column, column), "\n) ff_slice");
    try (PreparedStatement statement = JdbcProducer.prepare(dialect, connection, ends)) {
      interruption.by(statement::cancel);
      try (ResultSet rows = interruption.step(statement::executeQuery)) {
        if (!rows.next()) {
          throw new SQLException("MIN and MAX returned no row.");
        }
        Object least = bound(rows, 1, column);
        Object greatest = bound(rows, 2, column);
        int slices = Math.min(range.slices(), most);
        return SliceCondition.ranges(
            column,
            least == null || greatest == null
                ? List.of()
                : SliceBounds.between(least, greatest, slices));
      }
    }
  }

  private static @Nullable Object bound(ResultSet rows, int i, String column) throws SQLException {
    ResultSetMetaData meta = rows.getMetaData();
    String name = String.valueOf(meta.getColumnTypeName(i));
    return switch (meta.getColumnType(i)) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL ->
          rows.getBigDecimal(i);
      case Types.DATE -> rows.getObject(i, LocalDate.class);
      case Types.TIMESTAMP -> {
        if (name.equalsIgnoreCase("timestamptz")) {
          throw refused(column, name);
        }
        yield rows.getObject(i, LocalDateTime.class);
      }
      case Types.NULL -> null;
      default -> throw refused(column, name);
    };
  }

  private static RuntimeException refused(String column, String type) {
    return new IllegalArgumentException(
        "Slices are cut by a number, a date or a timestamp without a time zone. Column '%s' is a %s."
            .formatted(column, type));
  }
}
