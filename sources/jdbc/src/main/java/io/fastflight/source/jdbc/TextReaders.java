package io.fastflight.source.jdbc;

import io.fastflight.source.jdbc.column.BytesSink;
import io.fastflight.source.jdbc.column.FixedSink;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Reads texts, binary values and UUIDs. */
final class TextReaders {
  private static final int UUID_BYTES = 16;

  private TextReaders() {}

  static ColumnReader text(String name, int index) {
    BytesSink sink = new BytesSink();
    return new ColumnReader(Field.nullable(name, ArrowType.Utf8.INSTANCE), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        String value = rows.getString(index);
        if (value == null) {
          sink.putNull(row);
        } else {
          sink.put(row, value.getBytes(StandardCharsets.UTF_8));
        }
      }
    };
  }

  /** Returns a reader of texts whose driver hands out their UTF-8 as it came. */
  static ColumnReader rawText(String name, int index) {
    return bytes(index, Field.nullable(name, ArrowType.Utf8.INSTANCE));
  }

  static ColumnReader binary(String name, int index) {
    return bytes(index, Field.nullable(name, ArrowType.Binary.INSTANCE));
  }

  /** Returns a reader of numbers without bound or scale, as their digits. */
  static ColumnReader digits(String name, int index) {
    BytesSink sink = new BytesSink();
    return new ColumnReader(Field.nullable(name, ArrowType.Utf8.INSTANCE), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        BigDecimal value = rows.getBigDecimal(index);
        if (value == null) {
          sink.putNull(row);
        } else {
          sink.put(row, value.toPlainString().getBytes(StandardCharsets.US_ASCII));
        }
      }
    };
  }

  /**
   * Returns a reader of PostgreSQL's numbers without bound, which are NaN and the infinities, too.
   * The server prints their digits; its driver writes small and large ones with an exponent.
   */
  static ColumnReader digitsOrNames(String name, int index) {
    BytesSink sink = new BytesSink();
    return new ColumnReader(Field.nullable(name, ArrowType.Utf8.INSTANCE), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        String value = rows.getString(index);
        if (value == null) {
          sink.putNull(row);
          return;
        }
        String digits = value.indexOf('E') < 0 ? value : new BigDecimal(value).toPlainString();
        sink.put(row, digits.getBytes(StandardCharsets.US_ASCII));
      }
    };
  }

  static ColumnReader uuid(String name, int index) {
    FixedSink sink = new FixedSink();
    FieldType type =
        new FieldType(
            true,
            new ArrowType.FixedSizeBinary(UUID_BYTES),
            null,
            Map.of("ARROW:extension:name", "arrow.uuid", "ARROW:extension:metadata", ""));
    return new ColumnReader(new Field(name, type, null), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        UUID value = rows.getObject(index, UUID.class);
        if (value == null) {
          sink.putNull(row);
          return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(UUID_BYTES);
        bytes.putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
        sink.putBytes(row, bytes.array(), 0, UUID_BYTES);
      }
    };
  }

  private static ColumnReader bytes(int index, Field field) {
    BytesSink sink = new BytesSink();
    return new ColumnReader(field, sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        byte[] value = rows.getBytes(index);
        if (value == null) {
          sink.putNull(row);
        } else {
          sink.put(row, value);
        }
      }
    };
  }
}
