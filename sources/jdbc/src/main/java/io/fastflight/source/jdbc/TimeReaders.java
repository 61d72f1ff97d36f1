package io.fastflight.source.jdbc;

import io.fastflight.source.jdbc.column.FixedSink;
import io.fastflight.source.jdbc.pool.SqlFailures;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Reads dates, times and timestamps as {@code java.time}, which no time zone of this JVM touches.
 */
final class TimeReaders {
  private static final long MICROS = 1_000_000;

  private TimeReaders() {}

  static ColumnReader date(String name, int index) {
    FixedSink sink = new FixedSink();
    Field field = Field.nullable(name, new ArrowType.Date(DateUnit.DAY));
    return new ColumnReader(field, sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        LocalDate value = rows.getObject(index, LocalDate.class);
        if (value == null) {
          sink.putNull(row);
        } else {
          sink.putInt(row, days(value, this));
        }
      }
    };
  }

  /**
   * Returns a reader of times of day, in microseconds, or nanoseconds if {@code digits} is over 6.
   */
  static ColumnReader time(String name, int index, int digits) {
    FixedSink sink = new FixedSink();
    TimeUnit unit = unit(digits);
    Field field = Field.nullable(name, new ArrowType.Time(unit, 64));
    return new ColumnReader(field, sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        LocalTime value = rows.getObject(index, LocalTime.class);
        if (value == null) {
          sink.putNull(row);
        } else if (unit == TimeUnit.NANOSECOND) {
          sink.putLong(row, value.toNanoOfDay());
        } else {
          sink.putLong(row, micros(value.toNanoOfDay(), this));
        }
      }
    };
  }

  static ColumnReader timestamp(String name, int index, int digits) {
    FixedSink sink = new FixedSink();
    TimeUnit unit = unit(digits);
    Field field = Field.nullable(name, new ArrowType.Timestamp(unit, null));
    return new ColumnReader(field, sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        LocalDateTime value = rows.getObject(index, LocalDateTime.class);
        put(sink, row, value == null ? null : value.toInstant(ZoneOffset.UTC), this, unit);
      }
    };
  }

  static ColumnReader instant(String name, int index, int digits) {
    FixedSink sink = new FixedSink();
    TimeUnit unit = unit(digits);
    Field field = Field.nullable(name, new ArrowType.Timestamp(unit, "UTC"));
    return new ColumnReader(field, sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        OffsetDateTime value = rows.getObject(index, OffsetDateTime.class);
        put(sink, row, value == null ? null : value.toInstant(), this, unit);
      }
    };
  }

  /** Writes an instant, or a null, exactly or not at all. */
  static void put(
      FixedSink sink, int row, @Nullable Instant value, ColumnReader column, TimeUnit unit) {
    if (value == null) {
      sink.putNull(row);
      return;
    }
    boolean nanos = unit == TimeUnit.NANOSECOND;
    try {
      long whole = Math.multiplyExact(value.getEpochSecond(), nanos ? 1_000 * MICROS : MICROS);
      long part = nanos ? value.getNano() : micros(value.getNano(), column);
      sink.putLong(row, Math.addExact(whole, part));
    } catch (ArithmeticException far) {
      throw unfit(column, "a timestamp that is infinite or too far away");
    }
  }

  private static int days(LocalDate value, ColumnReader column) {
    try {
      return Math.toIntExact(value.toEpochDay());
    } catch (ArithmeticException far) {
      throw unfit(column, "a date that is infinite or too far away");
    }
  }

  /** Cuts nothing: a driver that has nanoseconds where microseconds were declared is refused. */
  private static long micros(long nanos, ColumnReader column) {
    if (nanos % 1_000 != 0) {
      throw unfit(column, "a time finer than microseconds, or 24:00");
    }
    return nanos / 1_000;
  }

  private static TimeUnit unit(int digits) {
    return digits > 6 ? TimeUnit.NANOSECOND : TimeUnit.MICROSECOND;
  }

  private static RuntimeException unfit(ColumnReader column, String holds) {
    return SqlFailures.unfit(column.name(), holds, column.field().getType().toString());
  }
}
