package io.fastflight.source.postgres;

import io.fastflight.source.jdbc.ColumnRange;
import io.fastflight.source.jdbc.sql.SliceCondition;
import io.fastflight.source.jdbc.sql.Slicing;
import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.jdbc.stream.Interruption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Has several connections see the same data: the first exports its snapshot, the others begin their
 * transactions with it.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-set-transaction.html">SET
 *     TRANSACTION</a>
 */
final class SharedSnapshot {
  private static final String REPEATABLE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
  private static final String BLOCKS =
      "SELECT pg_catalog.pg_relation_size(pg_catalog.to_regclass(?))"
          + " / pg_catalog.current_setting('block_size')::int8";

  private SharedSnapshot() {}

  /** Begins the transaction of {@code first} and returns the name of its snapshot. */
  static String export(Connection first) throws SQLException {
    try (Statement statement = first.createStatement()) {
      statement.execute(REPEATABLE);
      try (ResultSet rows = statement.executeQuery("SELECT pg_catalog.pg_export_snapshot()")) {
        String name = rows.next() ? rows.getString(1) : "";
        if (!name.matches("[0-9A-F-]+")) { // it becomes part of a statement
          throw new SQLException("A snapshot without a name.");
        }
        return name;
      }
    }
  }

  /** Begins the transaction of {@code other} with the snapshot {@code name}. */
  static void join(Connection other, String name) throws SQLException {
    try (Statement statement = other.createStatement()) {
      statement.execute(REPEATABLE);
      statement.execute("SET TRANSACTION SNAPSHOT '" + name + "'");
    }
  }

  /** Returns the slices of {@code query}, asking {@code connection} where that is needed. */
  static List<SliceCondition> cut(
      SqlQuery query, int most, Connection connection, Interruption interruption) throws Exception {
    Slicing slicing = query.slicing();
    if (slicing instanceof Slicing.Predicates predicates) {
      return SliceCondition.predicates(predicates.conditions(), most);
    }
    if (slicing instanceof Slicing.Range) {
      return ColumnRange.cut(query, most, connection, interruption);
    }
    if (slicing instanceof Slicing.Blocks blocks) {
      long count = interruption.step(() -> blocks(blocks.table(), connection));
      return SliceCondition.blocks(blocks.alias(), count, Math.min(most, blocks.slices()));
    }
    return List.of(SliceCondition.all());
  }

  private static long blocks(String table, Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BLOCKS)) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        long count = rows.next() ? rows.getLong(1) : 0;
        if (rows.wasNull()) {
          throw new IllegalArgumentException(
              "There is no table '%s' to cut into blocks.".formatted(table));
        }
        return count;
      }
    }
  }
}
