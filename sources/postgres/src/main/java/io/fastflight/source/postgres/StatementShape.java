package io.fastflight.source.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.Oid;
import org.postgresql.core.ParameterList;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;

/**
 * What the server says of a statement without running it: the types of its parameters, which it
 * infers from where they stand, and its columns.
 *
 * @param parameters identifiers of types, in the order of the {@code ?}
 * @param columns name, type identifier and modifier of each
 */
record StatementShape(List<Integer> parameters, List<Field> columns) {
  /** With the hint, the transaction that this begins is read-only. */
  private static final int FLAGS =
      QueryExecutor.QUERY_ONESHOT
          | QueryExecutor.QUERY_DESCRIBE_ONLY
          | QueryExecutor.QUERY_READ_ONLY_HINT;

  /**
   * Asks the server to parse {@code sql}.
   *
   * @param sql with {@code ?} as placeholders, one statement
   * @throws SQLException if it is wrong, or returns no rows
   */
  static StatementShape of(String sql, Connection connection) throws SQLException {
    QueryExecutor executor = connection.unwrap(BaseConnection.class).getQueryExecutor();
    Query query = executor.createQuery(sql, false, true).query;
    try {
      ParameterList parameters = query.createParameterList();
      for (int i = 1; i <= parameters.getParameterCount(); i++) {
        parameters.setNull(i, Oid.UNSPECIFIED);
      }
      Described described = new Described();
      executor.execute(query, parameters, described, 0, 0, FLAGS);
      List<Field> columns = described.columns;
      if (columns == null) {
        throw new SQLException("The statement returns no rows.", "42601");
      }
      List<Integer> types = Arrays.stream(parameters.getTypeOIDs()).boxed().toList();
      return new StatementShape(types, columns);
    } finally {
      query.close();
    }
  }

  /** Keeps the columns the server described. */
  private static final class Described extends ResultHandlerBase {
    private @Nullable List<Field> columns;

    @Override
    public void handleResultRows(
        Query from, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
      columns = List.of(fields);
    }

    @Override
    public void handleWarning(SQLWarning warning) {
      // nobody would read it
    }
  }
}
