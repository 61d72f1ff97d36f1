package io.fastflight.source.duckdb;

import io.fastflight.service.Comparison;
import io.fastflight.service.WantedRows;
import io.fastflight.source.SqlRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Has DuckDB leave out rows that nobody sees, so that it skips parts of files, of columns that come
 * from tables and files as they are. A condition on another would be tested before the statement's
 * own WHERE: {@code SELECT CAST(a AS INT) AS b FROM t WHERE c} would fail for rows that {@code c}
 * keeps away.
 *
 * <p><b>Threads:</b> any; a connection is used by one at a time.
 */
final class Narrowing {
  private static final int MAX_STATEMENTS = 1_000;

  /** The types that are compared as their Arrow values are, by DuckDB's names. */
  private static final Map<String, ArrowType> TYPES =
      Map.of(
          "TINYINT", new ArrowType.Int(8, true),
          "SMALLINT", new ArrowType.Int(16, true),
          "INTEGER", new ArrowType.Int(32, true),
          "BIGINT", new ArrowType.Int(64, true),
          "UTINYINT", new ArrowType.Int(8, false),
          "USMALLINT", new ArrowType.Int(16, false),
          "UINTEGER", new ArrowType.Int(32, false),
          "BOOLEAN", ArrowType.Bool.INSTANCE,
          "DATE", new ArrowType.Date(DateUnit.DAY),
          "VARCHAR", ArrowType.Utf8.INSTANCE);

  private final Set<String> views;

  /** By statement; the tables and views of an open database stay what they are. */
  private final Map<String, PlainColumns.Columns> known = new ConcurrentHashMap<>();

  /** Statements of fewer rows that have the columns of those they stand around. */
  private final Set<String> tried = ConcurrentHashMap.newKeySet();

  /**
   * Creates it for a database.
   *
   * @param views that only name Parquet files, in small letters
   */
  Narrowing(Set<String> views) {
    this.views = Set.copyOf(views);
  }

  /** A column of a result. */
  private record Column(String name, String type) {}

  /** What is compared, and all columns. */
  private record Parts(List<Comparison> comparisons, List<Column> columns) {
    static final Parts NONE = new Parts(List.of(), List.of());
  }

  /** Returns by what DuckDB would leave out rows. */
  List<Comparison> comparisons(DuckDbQuery whole, WantedRows wanted, Connection connection)
      throws SQLException {
    return parts(whole, wanted, connection).comparisons();
  }

  /** Returns a query of fewer rows, or {@code whole} where that cannot be. */
  DuckDbQuery of(DuckDbQuery whole, WantedRows wanted, Connection connection) {
    try {
      Parts parts = parts(whole, wanted, connection);
      if (parts.comparisons().isEmpty()) {
        return whole;
      }
      DuckDbQuery fewer = narrowed(whole, parts);
      return changesNothingElse(fewer, parts.columns(), connection) ? fewer : whole;
    } catch (SQLException failed) { // if the statement is wrong, it fails again where that is told
      return whole;
    }
  }

  /** Tries each text once: to bind one more statement can take as long as a small request. */
  private boolean changesNothingElse(DuckDbQuery fewer, List<Column> columns, Connection connection)
      throws SQLException {
    if (tried.contains(fewer.sql())) {
      return true;
    }
    boolean same = columns(fewer, connection).equals(columns);
    if (same && tried.size() < MAX_STATEMENTS) {
      tried.add(fewer.sql());
    }
    return same;
  }

  private Parts parts(DuckDbQuery whole, WantedRows wanted, Connection connection)
      throws SQLException {
    PlainColumns.Columns plain =
        wanted == WantedRows.ALL ? PlainColumns.Columns.NONE : plain(whole.sql(), connection);
    if (!plain.any()) {
      return Parts.NONE;
    }
    List<Column> columns = columns(whole, connection);
    if (!SqlRows.areDistinct(columns.stream().map(Column::name).toList())) {
      return Parts.NONE;
    }
    List<Field> comparable = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      ArrowType type = TYPES.get(columns.get(i).type());
      if (type != null && plain.isPlain(i, columns.size())) {
        comparable.add(Field.nullable(columns.get(i).name(), type));
      }
    }
    return new Parts(wanted.among(new Schema(comparable)), columns);
  }

  private PlainColumns.Columns plain(String sql, Connection connection) throws SQLException {
    PlainColumns.Columns found = known.get(sql);
    if (found == null) {
      found = PlainColumns.of(sql, views, connection);
      if (known.size() < MAX_STATEMENTS) {
        known.put(sql, found);
      }
    }
    return found;
  }

  private static DuckDbQuery narrowed(DuckDbQuery whole, Parts parts) {
    List<@Nullable Object> values = new ArrayList<>(whole.values());
    String sql =
        SqlRows.of(
            whole.sql(),
            parts.comparisons(),
            (column, value) -> {
              values.add(value);
              String type =
                  parts.columns().stream()
                      .filter(one -> one.name().equals(column))
                      .map(Column::type)
                      .findFirst()
                      .orElseThrow();
              return "CAST(? AS " + type + ")";
            });
    return DuckDbQuery.of(sql, values.toArray());
  }

  /** Asks for the columns without reading a row: DuckDB knows them once all values are bound. */
  private static List<Column> columns(DuckDbQuery query, Connection connection)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("DESCRIBE " + query.sql())) {
      BoundValues.bind(statement, query.values());
      try (ResultSet rows = statement.executeQuery()) {
        List<Column> columns = new ArrayList<>();
        while (rows.next()) {
          columns.add(new Column(rows.getString("column_name"), rows.getString("column_type")));
        }
        return columns;
      }
    }
  }
}
