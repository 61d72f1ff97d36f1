package io.fastflight.source.jdbc;

import io.fastflight.source.jdbc.column.BitSink;
import io.fastflight.source.jdbc.column.BytesSink;
import io.fastflight.source.jdbc.column.FixedSink;
import io.fastflight.source.jdbc.pool.SqlFailures;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Reads SQLite, where a column's declared type is a hint and each value has a type of its own: a
 * value that is not of the column's type is refused, as the driver would make 0 of it.
 *
 * @see <a href="https://www.sqlite.org/datatype3.html">Datatypes in SQLite</a>
 */
final class SqliteReaders {
  private SqliteReaders() {}

  /** Returns the reader of a column, by SQLite's own rules for declared types. */
  static ColumnReader of(String name, int index, @Nullable String declared) {
    String type = declared == null ? "" : declared.toUpperCase(Locale.ROOT);
    if (type.contains("INT")) {
      return int64(name, index);
    }
    if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
      return text(name, index);
    }
    if (type.contains("BLOB")) {
      return binary(name, index);
    }
    if (type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB")) {
      return float64(name, index);
    }
    return type.startsWith("BOOL") ? bool(name, index) : text(name, index);
  }

  private static ColumnReader int64(String name, int index) {
    FixedSink sink = new FixedSink();
    Field field = Field.nullable(name, new ArrowType.Int(64, true));
    return new ColumnReader(field, sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        Object value = rows.getObject(index);
        if (value == null) {
          sink.putNull(row);
        } else if (value instanceof Integer || value instanceof Long) {
          sink.putLong(row, ((Number) value).longValue());
        } else {
          throw unfit(this, value);
        }
      }
    };
  }

  private static ColumnReader float64(String name, int index) {
    FixedSink sink = new FixedSink();
    Field field = Field.nullable(name, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
    return new ColumnReader(field, sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        Object value = rows.getObject(index);
        if (value == null) {
          sink.putNull(row);
        } else if (value instanceof Double number) {
          sink.putLong(row, Double.doubleToRawLongBits(number));
        } else if (value instanceof Integer number) {
          sink.putLong(row, Double.doubleToRawLongBits(number));
        } else {
          throw unfit(this, value);
        }
      }
    };
  }

  private static ColumnReader bool(String name, int index) {
    BitSink sink = new BitSink();
    return new ColumnReader(Field.nullable(name, ArrowType.Bool.INSTANCE), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        Object value = rows.getObject(index);
        if (value == null) {
          sink.putNull(row);
        } else if (value instanceof Integer number && (number == 0 || number == 1)) {
          sink.put(row, number == 1);
        } else {
          throw unfit(this, value);
        }
      }
    };
  }

  /** Numbers, in a column of no declared type or a NUMERIC one, become their digits. */
  private static ColumnReader text(String name, int index) {
    BytesSink sink = new BytesSink();
    return new ColumnReader(Field.nullable(name, ArrowType.Utf8.INSTANCE), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        Object value = rows.getObject(index);
        if (value == null) {
          sink.putNull(row);
        } else if (value instanceof String || value instanceof Number) {
          sink.put(row, value.toString().getBytes(StandardCharsets.UTF_8));
        } else {
          throw unfit(this, value);
        }
      }
    };
  }

  private static ColumnReader binary(String name, int index) {
    BytesSink sink = new BytesSink();
    return new ColumnReader(Field.nullable(name, ArrowType.Binary.INSTANCE), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        Object value = rows.getObject(index);
        if (value == null) {
          sink.putNull(row);
        } else if (value instanceof byte[] bytes) {
          sink.put(row, bytes);
        } else {
          throw unfit(this, value);
        }
      }
    };
  }

  private static RuntimeException unfit(ColumnReader column, Object value) {
    String kind =
        value instanceof byte[] ? "a blob" : value instanceof String ? "a text" : "another number";
    return SqlFailures.unfit(column.name(), kind, column.field().getType().toString());
  }
}
