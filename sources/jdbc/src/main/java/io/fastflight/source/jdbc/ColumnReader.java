package io.fastflight.source.jdbc;

import io.fastflight.source.jdbc.column.ColumnSink;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.arrow.vector.types.pojo.Field;

/** Reads one column of a result set, value by value, without an object where there need be none. */
abstract class ColumnReader {
  private final Field field;
  private final ColumnSink sink;

  /**
   * Creates it.
   *
   * @param field what the column is in Arrow
   * @param sink where its values go
   */
  ColumnReader(Field field, ColumnSink sink) {
    this.field = field;
    this.sink = sink;
  }

  final Field field() {
    return field;
  }

  final ColumnSink sink() {
    return sink;
  }

  final String name() {
    return field.getName();
  }

  /** Reads the value of the result set's current row into {@code row}. */
  abstract void read(ResultSet rows, int row) throws SQLException;
}
