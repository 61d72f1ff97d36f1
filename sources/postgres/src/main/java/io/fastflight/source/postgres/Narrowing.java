package io.fastflight.source.postgres;

import io.fastflight.service.Comparison;
import io.fastflight.service.WantedRows;
import io.fastflight.source.jdbc.sql.NarrowedQuery;
import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.jdbc.sql.SqlSyntax;
import io.fastflight.source.jdbc.sql.StoredColumns;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;
import org.postgresql.core.Field;

/**
 * Has the server leave out rows that nobody sees.
 *
 * <p>Only columns that come from a table as they are can be compared. The planner may test a
 * condition on another before the statement's own WHERE, and so compute it for rows the statement
 * keeps away from it: {@code SELECT a / b AS c FROM t WHERE b <> 0} would divide by zero.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-expressions.html">PostgreSQL: order of
 *     evaluation</a>
 */
final class Narrowing {
  private static final String STORED =
      "SELECT c.oid::int8 FROM pg_catalog.pg_class c WHERE c.oid = ANY (?) AND "
          + StoredColumns.OF_C;

  private Narrowing() {}

  /** What is compared, and the types of those columns. */
  private record Parts(List<Comparison> comparisons, Map<String, String> types) {
    static final Parts NONE = new Parts(List.of(), Map.of());
  }

  /** Returns by what the server would leave out rows. */
  static List<Comparison> comparisons(Described whole, WantedRows wanted, Connection connection)
      throws SQLException {
    return parts(whole, wanted, connection).comparisons();
  }

  /** Returns a query of fewer rows, or {@code whole} where that cannot be. */
  static Described of(Described whole, WantedRows wanted, Connection connection)
      throws SQLException {
    Parts parts = parts(whole, wanted, connection);
    if (parts.comparisons().isEmpty()) {
      return whole;
    }
    SqlQuery fewer = NarrowedQuery.of(whole.query(), parts.comparisons(), parts.types());
    Savepoint before = connection.setSavepoint(); // a failure would end the transaction
    try {
      Described narrowed = Described.of(fewer, connection);
      connection.releaseSavepoint(before);
      return narrowed.hasColumnsOf(whole) ? narrowed : whole;
    } catch (SQLException unfit) {
      connection.rollback(before);
      return whole;
    }
  }

  private static Parts parts(Described whole, WantedRows wanted, Connection connection)
      throws SQLException {
    if (wanted == WantedRows.ALL
        || !NarrowedQuery.fits(whole.query(), SqlSyntax.POSTGRESQL, whole.names())) {
      return Parts.NONE;
    }
    Set<Long> stored = stored(whole.shape().columns(), connection);
    Map<String, ComparedType> types = new LinkedHashMap<>();
    for (Field column : whole.shape().columns()) {
      if (column.getPositionInTable() > 0 && stored.contains(table(column))) {
        ComparedType.of(column.getOID())
            .ifPresent(type -> types.put(column.getColumnLabel(), type));
      }
    }
    Schema comparable =
        new Schema(
            types.entrySet().stream().map(one -> one.getValue().field(one.getKey())).toList());
    Map<String, String> names = new LinkedHashMap<>();
    types.forEach((column, type) -> names.put(column, type.name()));
    return new Parts(wanted.among(comparable), names);
  }

  private static long table(Field column) {
    return Integer.toUnsignedLong(column.getTableOid());
  }

  /** Returns which of the tables the columns come from hold them. */
  private static Set<Long> stored(List<Field> columns, Connection connection) throws SQLException {
    Long[] tables =
        columns.stream()
            .map(Narrowing::table)
            .filter(oid -> oid != 0)
            .distinct()
            .toArray(Long[]::new);
    Set<Long> stored = new HashSet<>();
    if (tables.length == 0) {
      return stored;
    }
    Array oids = connection.createArrayOf("oid", tables);
    try (PreparedStatement statement = connection.prepareStatement(STORED)) {
      statement.setArray(1, oids);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          stored.add(rows.getLong(1));
        }
      }
    } finally {
      oids.free();
    }
    return stored;
  }
}
