package io.fastflight.source.jdbc;

import io.fastflight.source.jdbc.column.BitSink;
import io.fastflight.source.jdbc.column.FixedSink;
import io.fastflight.source.jdbc.pool.SqlFailures;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Reads numbers and booleans. A driver answers 0 or false for null, so only then is it asked
 * whether it was one.
 */
final class NumberReaders {
  private NumberReaders() {}

  static ColumnReader bool(String name, int index) {
    BitSink sink = new BitSink();
    return new ColumnReader(Field.nullable(name, ArrowType.Bool.INSTANCE), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        boolean value = rows.getBoolean(index);
        if (!value && rows.wasNull()) {
          sink.putNull(row);
        } else {
          sink.put(row, value);
        }
      }
    };
  }

  static ColumnReader int8(String name, int index) {
    FixedSink sink = new FixedSink();
    return new ColumnReader(integer(name, 8), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        byte value = rows.getByte(index);
        if (value == 0 && rows.wasNull()) {
          sink.putNull(row);
        } else {
          sink.putByte(row, value);
        }
      }
    };
  }

  static ColumnReader int16(String name, int index) {
    FixedSink sink = new FixedSink();
    return new ColumnReader(integer(name, 16), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        short value = rows.getShort(index);
        if (value == 0 && rows.wasNull()) {
          sink.putNull(row);
        } else {
          sink.putShort(row, value);
        }
      }
    };
  }

  static ColumnReader int32(String name, int index) {
    FixedSink sink = new FixedSink();
    return new ColumnReader(integer(name, 32), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        int value = rows.getInt(index);
        if (value == 0 && rows.wasNull()) {
          sink.putNull(row);
        } else {
          sink.putInt(row, value);
        }
      }
    };
  }

  static ColumnReader int64(String name, int index) {
    FixedSink sink = new FixedSink();
    return new ColumnReader(integer(name, 64), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        long value = rows.getLong(index);
        if (value == 0 && rows.wasNull()) {
          sink.putNull(row);
        } else {
          sink.putLong(row, value);
        }
      }
    };
  }

  static ColumnReader float32(String name, int index) {
    FixedSink sink = new FixedSink();
    return new ColumnReader(floating(name, FloatingPointPrecision.SINGLE), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        float value = rows.getFloat(index);
        if (value == 0 && rows.wasNull()) {
          sink.putNull(row);
        } else {
          sink.putInt(row, Float.floatToRawIntBits(value));
        }
      }
    };
  }

  static ColumnReader float64(String name, int index) {
    FixedSink sink = new FixedSink();
    return new ColumnReader(floating(name, FloatingPointPrecision.DOUBLE), sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        double value = rows.getDouble(index);
        if (value == 0 && rows.wasNull()) {
          sink.putNull(row);
        } else {
          sink.putLong(row, Double.doubleToRawLongBits(value));
        }
      }
    };
  }

  /** Returns a reader of decimals of at most 76 digits. */
  static ColumnReader decimal(String name, int index, int precision, int scale) {
    FixedSink sink = new FixedSink();
    int bits = precision <= 38 ? 128 : 256;
    Field field = Field.nullable(name, new ArrowType.Decimal(precision, scale, bits));
    return new ColumnReader(field, sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        BigDecimal value = rows.getBigDecimal(index);
        if (value == null) {
          sink.putNull(row);
          return;
        }
        put(sink, row, unscaled(value));
      }

      private BigInteger unscaled(BigDecimal value) {
        try {
          BigDecimal scaled = value.setScale(scale); // exact, or it throws
          if (scaled.precision() <= precision) {
            return scaled.unscaledValue();
          }
        } catch (ArithmeticException moreDigits) {
          // told below
        }
        throw SqlFailures.unfit(name, "a number of more digits", field.getType().toString());
      }

      private void put(FixedSink target, int row, BigInteger unscaled) {
        if (bits == 256) {
          target.putBytes(row, littleEndian(unscaled, 32), 0, 32);
        } else if (unscaled.bitLength() < 64) {
          long low = unscaled.longValue();
          target.putLongs(row, low, low >> 63);
        } else {
          target.putLongs(row, unscaled.longValue(), unscaled.shiftRight(64).longValue());
        }
      }
    };
  }

  private static byte[] littleEndian(BigInteger value, int width) {
    byte[] big = value.toByteArray();
    byte[] little = new byte[width];
    Arrays.fill(little, (byte) (value.signum() < 0 ? -1 : 0));
    for (int i = 0; i < big.length; i++) {
      little[i] = big[big.length - 1 - i];
    }
    return little;
  }

  private static Field integer(String name, int bits) {
    return Field.nullable(name, new ArrowType.Int(bits, true));
  }

  private static Field floating(String name, FloatingPointPrecision precision) {
    return Field.nullable(name, new ArrowType.FloatingPoint(precision));
  }
}
