package io.fastflight.source.jdbc;

import io.fastflight.service.Comparison;
import io.fastflight.service.WantedRows;
import io.fastflight.source.jdbc.sql.NarrowedQuery;
import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.jdbc.sql.StoredColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Has PostgreSQL leave out rows that nobody sees, of columns that come from a table as they are: a
 * condition on another may be tested before the statement's own WHERE, and fail where that would
 * have kept a row away.
 *
 * <p>Other databases read all. H2 keeps the rows of a SELECT within another until the last is
 * there, and tests the condition on an expression first; SQLite has the type of a column from its
 * first row; MySQL, MariaDB and the rest compare texts and numbers by rules of their own.
 */
final class Narrowing {
  /** The driver does not say in which schema a column's table is: all that are called so count. */
  private static final String STORED =
      "SELECT pg_catalog.bool_and("
          + StoredColumns.OF_C
          + ") FROM pg_catalog.pg_class c"
          + " WHERE c.relname = ? AND c.relkind IN ('r', 'm', 'p', 'v', 'f')";

  /** What the driver calls the types whose values are compared as their Arrow values are. */
  private static final Map<String, String> TYPES =
      Map.of(
          "int2", "int2",
          "smallserial", "int2",
          "int4", "int4",
          "serial", "int4",
          "int8", "int8",
          "bigserial", "int8",
          "bool", "bool",
          "date", "date",
          "text", "text",
          "varchar", "text");

  private final Dialect dialect;
  private final Connection connection;

  Narrowing(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /** What is compared, the types of those columns, and all columns. */
  private record Parts(
      List<Comparison> comparisons, Map<String, String> types, List<Field> columns) {
    static final Parts NONE = new Parts(List.of(), Map.of(), List.of());
  }

  /** Returns by what the database would leave out rows. */
  List<Comparison> comparisons(SqlQuery whole, WantedRows wanted) throws SQLException {
    return parts(whole, wanted).comparisons();
  }

  /** Returns a query of fewer rows, or {@code whole} where that cannot be. */
  SqlQuery of(SqlQuery whole, WantedRows wanted) throws SQLException {
    Parts parts = parts(whole, wanted);
    if (parts.comparisons().isEmpty()) {
      return whole;
    }
    SqlQuery fewer = NarrowedQuery.of(whole, parts.comparisons(), parts.types());
    Savepoint before = connection.setSavepoint(); // a failure would end the transaction
    try (PreparedStatement statement = JdbcProducer.prepare(dialect, connection, fewer)) {
      boolean same = fields(statement.getMetaData()).equals(parts.columns());
      connection.releaseSavepoint(before);
      return same ? fewer : whole;
    } catch (SQLException unfit) {
      connection.rollback(before);
      return whole;
    }
  }

  private Parts parts(SqlQuery whole, WantedRows wanted) throws SQLException {
    if (wanted == WantedRows.ALL || dialect != Dialect.POSTGRESQL) {
      return Parts.NONE;
    }
    try (PreparedStatement statement = JdbcProducer.prepare(dialect, connection, whole)) {
      ResultSetMetaData columns = statement.getMetaData();
      List<Field> fields = columns == null ? List.of() : fields(columns);
      List<String> names = fields.stream().map(Field::getName).toList();
      if (columns == null || !NarrowedQuery.fits(whole, dialect.syntax(), names)) {
        return Parts.NONE;
      }
      Map<String, String> types = types(columns, names);
      Schema comparable =
          new Schema(fields.stream().filter(field -> types.containsKey(field.getName())).toList());
      return new Parts(wanted.among(comparable), types, fields);
    }
  }

  /** Returns the types of the columns that can be compared, by their names. */
  private Map<String, String> types(ResultSetMetaData columns, List<String> names)
      throws SQLException {
    Map<String, String> types = new HashMap<>();
    Map<String, Boolean> stored = new HashMap<>();
    for (int i = 1; i <= names.size(); i++) {
      String type = TYPES.get(columns.getColumnTypeName(i));
      String table = columns.getTableName(i);
      if (type != null && !stored.containsKey(table)) {
        stored.put(table, isStored(table));
      }
      if (type != null && stored.getOrDefault(table, false)) {
        types.put(names.get(i - 1), "pg_catalog." + type);
      }
    }
    return types;
  }

  private List<Field> fields(ResultSetMetaData columns) throws SQLException {
    return ColumnTypes.readers(dialect, columns).stream().map(ColumnReader::field).toList();
  }

  /** Returns whether a table has its columns as they are; an expression comes from none. */
  private boolean isStored(String table) throws SQLException {
    if (table.isEmpty()) {
      return false;
    }
    try (PreparedStatement statement = connection.prepareStatement(STORED)) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }
}
