package io.fastflight.source.jdbc;

import io.fastflight.source.jdbc.column.FixedSink;
import io.fastflight.source.jdbc.pool.SqlFailures;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Reads what MySQL and MariaDB have otherwise than the standard: unsigned numbers, days that are no
 * days, and times of up to 838 hours.
 */
final class MySqlReaders {
  private static final Pattern TIME =
      Pattern.compile("(-?)(\\d+):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?");
  private static final Pattern SHAPE =
      Pattern.compile(
          "geometry|point|linestring|polygon|multi\\w+|geometrycollection|geomcollection");
  private static final long MICROS = 1_000_000;

  private MySqlReaders() {}

  /**
   * Returns the reader of a column, or null if its type is as in the standard.
   *
   * @param type in small letters
   * @throws io.fastflight.error.DataServiceException if it is a shape, which the drivers would show
   *     as bytes of a format of their own
   */
  static @Nullable ColumnReader of(String name, int index, String type, boolean unsigned) {
    String base = type.replace(" unsigned", "");
    if (SHAPE.matcher(base).matches()) {
      throw SqlFailures.unknownType(name, type);
    }
    return switch (base) {
      case "tinyint" ->
          unsigned ? NumberReaders.int16(name, index) : NumberReaders.int8(name, index);
      case "smallint" ->
          unsigned ? NumberReaders.int32(name, index) : NumberReaders.int16(name, index);
      case "mediumint" -> NumberReaders.int32(name, index);
      case "int", "integer" ->
          unsigned ? NumberReaders.int64(name, index) : NumberReaders.int32(name, index);
      case "bigint" ->
          unsigned ? NumberReaders.decimal(name, index, 20, 0) : NumberReaders.int64(name, index);
      case "year" -> NumberReaders.int16(name, index);
      case "bit" -> TextReaders.binary(name, index);
      case "date" -> date(name, index);
      case "datetime" -> timestamp(name, index, null);
      case "timestamp" -> timestamp(name, index, "UTC"); // a session in UTC shows it in UTC
      case "time" -> duration(name, index);
      default -> null;
    };
  }

  private static ColumnReader date(String name, int index) {
    FixedSink sink = new FixedSink();
    Field field = Field.nullable(name, new ArrowType.Date(DateUnit.DAY));
    return new ColumnReader(field, sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        LocalDate value = day(rows, index, LocalDate.class, this);
        if (value == null) {
          sink.putNull(row);
        } else {
          sink.putInt(row, (int) value.toEpochDay()); // years have four digits
        }
      }
    };
  }

  private static ColumnReader timestamp(String name, int index, @Nullable String zone) {
    FixedSink sink = new FixedSink();
    Field field = Field.nullable(name, new ArrowType.Timestamp(TimeUnit.MICROSECOND, zone));
    return new ColumnReader(field, sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        LocalDateTime value = day(rows, index, LocalDateTime.class, this);
        Instant instant = value == null ? null : value.toInstant(ZoneOffset.UTC);
        TimeReaders.put(sink, row, instant, this, TimeUnit.MICROSECOND);
      }
    };
  }

  /**
   * Returns a value, and refuses days that are none, such as 0000-00-00 and 2020-02-00: the drivers
   * throw, but for MariaDB's, which makes null of the first.
   */
  private static <T> @Nullable T day(ResultSet rows, int index, Class<T> type, ColumnReader column)
      throws SQLException {
    try {
      T value = rows.getObject(index, type);
      if (value != null || rows.getString(index) == null) {
        return value;
      }
    } catch (SQLException | DateTimeException noDay) {
      // told below: the row is here, so nothing but its value can fail
    }
    throw SqlFailures.unfit(
        column.name(), "a day that is none", column.field().getType().toString());
  }

  private static ColumnReader duration(String name, int index) {
    FixedSink sink = new FixedSink();
    Field field = Field.nullable(name, new ArrowType.Duration(TimeUnit.MICROSECOND));
    return new ColumnReader(field, sink) {
      @Override
      void read(ResultSet rows, int row) throws SQLException {
        String value = rows.getString(index);
        if (value == null) {
          sink.putNull(row);
        } else {
          sink.putLong(row, durationMicros(value, this));
        }
      }
    };
  }

  private static long durationMicros(String text, ColumnReader column) {
    Matcher parts = TIME.matcher(text);
    if (!parts.matches()) {
      throw SqlFailures.unfit(
          column.name(), "a time that is not hh:mm:ss", column.field().getType().toString());
    }
    long seconds =
        Long.parseLong(parts.group(2)) * 3_600
            + Long.parseLong(parts.group(3)) * 60
            + Long.parseLong(parts.group(4));
    String fraction = parts.group(5) == null ? "" : parts.group(5);
    long micros = seconds * MICROS + Long.parseLong((fraction + "000000").substring(0, 6));
    return parts.group(1).isEmpty() ? micros : -micros;
  }
}
