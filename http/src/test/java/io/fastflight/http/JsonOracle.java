package io.fastflight.http;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Says what a value of Arrow is in JSON, from {@code docs/reference/formats.md} and the objects
 * that Arrow makes of it: slow, and nothing in common with the code under test.
 */
final class JsonOracle {
  private JsonOracle() {}

  /** Returns what a reader of JSON gets for {@code value}, as {@code getObject} returned it. */
  static Object of(Field field, Object value) {
    if (value == null) {
      return null;
    }
    ArrowType type = field.getType();
    if (type instanceof ArrowType.Union) { // of integers of 32 and of 64 bits, and texts
      return value instanceof Long int64 ? int64.toString() : plainUnion(value);
    }
    if (type instanceof ArrowType.Int integer) {
      return integer(
          integer, value instanceof Character uint16 ? (Number) (int) uint16 : (Number) value);
    }
    if (value instanceof Float || value instanceof Double || value instanceof Boolean) {
      return value instanceof Float number ? new BigDecimal(number.toString()) : value;
    }
    if (type instanceof ArrowType.FloatingPoint) { // 16 bits, as Arrow returns them
      return new BigDecimal(
          Float.toString(org.apache.arrow.memory.util.Float16.toFloat((Short) value)));
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (type instanceof ArrowType.Map) {
      return map(field.getChildren().get(0), (List<?>) value);
    }
    if (value instanceof List<?> list) {
      List<Object> entries = new ArrayList<>();
      list.forEach(entry -> entries.add(of(field.getChildren().get(0), entry)));
      return entries;
    }
    return value instanceof Map<?, ?> struct ? struct(field, struct) : temporal(type, value);
  }

  private static Object plainUnion(Object value) {
    return value instanceof Number ? value : value.toString();
  }

  private static Object integer(ArrowType.Int type, Number value) {
    if (type.getBitWidth() == 64) {
      return type.getIsSigned() ? value.toString() : Long.toUnsignedString(value.longValue());
    }
    long mask = type.getIsSigned() ? -1 : (1L << type.getBitWidth()) - 1;
    return (int) (value.longValue() & mask) == (value.longValue() & mask)
        ? (Object) (int) (value.longValue() & mask)
        : (Object) (value.longValue() & mask);
  }

  private static Object map(Field entry, List<?> pairs) {
    Map<String, Object> entries = new LinkedHashMap<>();
    Field key = entry.getChildren().get(0);
    Field value = entry.getChildren().get(1);
    for (Object pair : pairs) {
      Map<?, ?> fields = (Map<?, ?>) pair;
      entries.put(
          String.valueOf(of(key, fields.get(key.getName()))),
          of(value, fields.get(value.getName())));
    }
    return entries;
  }

  private static Object struct(Field field, Map<?, ?> struct) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Field child : field.getChildren()) {
      fields.put(child.getName(), of(child, struct.get(child.getName())));
    }
    return fields;
  }

  private static Object temporal(ArrowType type, Object value) {
    if (type instanceof ArrowType.Date) {
      return value instanceof Integer days
          ? LocalDate.ofEpochDay(days).toString()
          : ((LocalDateTime) value).toLocalDate().toString();
    }
    if (type instanceof ArrowType.Time time) {
      return time(time.getUnit(), value);
    }
    if (type instanceof ArrowType.Timestamp timestamp) {
      LocalDateTime local =
          value instanceof LocalDateTime known
              ? known
              : LocalDateTime.ofInstant(
                  Instant.EPOCH.plus((Long) value, unit(timestamp.getUnit())), ZoneOffset.UTC);
      return local.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss"))
          + fraction(local.get(ChronoField.NANO_OF_SECOND), timestamp.getUnit())
          + (timestamp.getTimezone() == null ? "" : "Z");
    }
    if (value instanceof PeriodDuration span) {
      return span(span);
    }
    if (type instanceof ArrowType.Interval && value instanceof Duration days) {
      return span(
          new PeriodDuration(Period.ofDays((int) days.toDays()), days.minusDays(days.toDays())));
    }
    return value.toString();
  }

  private static String time(TimeUnit unit, Object value) {
    LocalTime time =
        value instanceof LocalDateTime known
            ? known.toLocalTime()
            : LocalTime.MIDNIGHT.plus(((Number) value).longValue(), unit(unit));
    return time.format(DateTimeFormatter.ofPattern("HH:mm:ss"))
        + fraction(time.get(ChronoField.NANO_OF_SECOND), unit);
  }

  private static String span(PeriodDuration span) {
    String period = span.getPeriod().toString();
    String duration = span.getDuration().toString();
    if (span.getPeriod().isZero()) {
      return duration;
    }
    return span.getDuration().isZero() ? period : period + duration.substring(1);
  }

  private static String fraction(int nanos, TimeUnit unit) {
    int digits =
        switch (unit) {
          case SECOND -> 0;
          case MILLISECOND -> 3;
          case MICROSECOND -> 6;
          case NANOSECOND -> 9;
        };
    return nanos == 0 ? "" : "." + "%09d".formatted(nanos).substring(0, digits);
  }

  private static ChronoUnit unit(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> ChronoUnit.SECONDS;
      case MILLISECOND -> ChronoUnit.MILLIS;
      case MICROSECOND -> ChronoUnit.MICROS;
      case NANOSECOND -> ChronoUnit.NANOS;
    };
  }
}
