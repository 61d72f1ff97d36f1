package io.fastflight.source.postgres;

import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.jdbc.sql.SqlSyntax;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.core.Field;

/**
 * A query and what the server says of it without running it.
 *
 * @param settings how its values are brought to a COPY
 */
record Described(SqlQuery query, BoundSettings settings, StatementShape shape) {
  /** Asks the server of {@code connection}. */
  static Described of(SqlQuery query, Connection connection) throws SQLException {
    BoundSettings settings = new BoundSettings(query, query.text(SqlSyntax.POSTGRESQL));
    return new Described(query, settings, StatementShape.of(settings.placeholders(), connection));
  }

  List<String> names() {
    return shape.columns().stream().map(Field::getColumnLabel).toList();
  }

  /** Returns whether another has the same columns, of the same types. */
  boolean hasColumnsOf(Described other) {
    return names().equals(other.names()) && types().equals(other.types());
  }

  private List<List<Integer>> types() {
    return shape.columns().stream()
        .map(column -> List.of(column.getOID(), column.getMod()))
        .toList();
  }
}
