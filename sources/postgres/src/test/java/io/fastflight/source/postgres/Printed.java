package io.fastflight.source.postgres;

import io.fastflight.batch.BatchReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;

/**
 * Prints Arrow values as PostgreSQL prints its own in a session in UTC: the tests' oracle reads it.
 */
final class Printed {
  private Printed() {}

  /** Reads the one column of all batches; null stays null. */
  static List<String> column(BatchReader reader) {
    List<String> texts = new ArrayList<>();
    while (reader.next()) {
      FieldVector column = reader.batch().getVector(0);
      for (int row = 0; row < column.getValueCount(); row++) {
        texts.add(text(column, row));
      }
    }
    return texts;
  }

  static String text(ValueVector column, int row) {
    if (column.isNull(row)) {
      return null;
    }
    if (column instanceof BitVector bits) {
      return bits.get(row) == 1 ? "t" : "f";
    }
    if (column instanceof Float4Vector floats) {
      return floating(floats.get(row), Float.toString(floats.get(row)));
    }
    if (column instanceof Float8Vector doubles) {
      return floating(doubles.get(row), Double.toString(doubles.get(row)));
    }
    if (column instanceof VarCharVector texts) {
      return new String(texts.get(row), StandardCharsets.UTF_8);
    }
    if (column instanceof VarBinaryVector bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes.get(row));
    }
    if (column instanceof FixedSizeBinaryVector uuids) {
      ByteBuffer bytes = ByteBuffer.wrap(uuids.get(row));
      return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }
    if (column instanceof ListVector lists) {
      return list(lists, row);
    }
    return temporal(column, row);
  }

  private static String temporal(ValueVector column, int row) {
    if (column instanceof DateDayVector days) {
      LocalDate date = LocalDate.ofEpochDay(days.get(row));
      return date(date) + era(date);
    }
    if (column instanceof TimeMicroVector times) {
      return clock(LocalTime.ofNanoOfDay(times.get(row) * 1_000));
    }
    if (column instanceof TimeStampMicroVector times) {
      LocalDateTime time = time(times.get(row));
      return date(time.toLocalDate()) + " " + clock(time.toLocalTime()) + era(time.toLocalDate());
    }
    if (column instanceof TimeStampMicroTZVector times) {
      LocalDateTime time = time(times.get(row));
      return date(time.toLocalDate())
          + " "
          + clock(time.toLocalTime())
          + "+00"
          + era(time.toLocalDate());
    }
    if (column instanceof IntervalMonthDayNanoVector intervals) {
      return interval(intervals, row);
    }
    Object value = column.getObject(row);
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (column instanceof BigIntVector numbers) {
      return Long.toString(numbers.get(row));
    }
    return value.toString();
  }

  private static String list(ListVector lists, int row) {
    List<String> items = new ArrayList<>();
    for (int i = lists.getElementStartIndex(row); i < lists.getElementEndIndex(row); i++) {
      String text = text(lists.getDataVector(), i);
      boolean quoted = text != null && (text.isEmpty() || text.contains(" "));
      items.add(text == null ? "NULL" : quoted ? '"' + text + '"' : text);
    }
    return "{" + String.join(",", items) + "}";
  }

  /** PostgreSQL's style "postgres": each part has a sign, and a plus after a minus. */
  private static String interval(IntervalMonthDayNanoVector intervals, int row) {
    int months = IntervalMonthDayNanoVector.getMonths(intervals.getDataBuffer(), row);
    int days = IntervalMonthDayNanoVector.getDays(intervals.getDataBuffer(), row);
    long micros = IntervalMonthDayNanoVector.getNanoseconds(intervals.getDataBuffer(), row) / 1_000;
    StringBuilder text = new StringBuilder();
    part(text, months / 12, "year");
    part(text, months % 12, "mon");
    part(text, days, "day");
    if (micros != 0 || text.isEmpty()) {
      boolean before = text.indexOf("-") >= 0;
      text.append(text.isEmpty() ? "" : " ").append(micros < 0 ? "-" : before ? "+" : "");
      long seconds = Math.abs(micros) / 1_000_000;
      text.append("%02d:%02d:%02d".formatted(seconds / 3_600, seconds / 60 % 60, seconds % 60));
      text.append(fraction(Math.abs(micros) % 1_000_000));
    }
    return text.toString();
  }

  private static void part(StringBuilder text, int count, String unit) {
    if (count != 0) {
      boolean before = text.indexOf("-") >= 0;
      text.append(text.isEmpty() ? "" : " ")
          .append(before && count > 0 ? "+" : "")
          .append(count)
          .append(' ')
          .append(unit)
          .append(count == 1 ? "" : "s");
    }
  }

  /** Java's digits, in PostgreSQL's notation: both print the shortest that read back. */
  private static String floating(double value, String java) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    if (java.contains("E")) {
      String[] parts = java.replaceFirst("\\.0E", "E").split("E", -1);
      int exponent = Integer.parseInt(parts[1]);
      String digits = java.equals("4.9E-324") ? "5" : java.equals("1.4E-45") ? "1" : parts[0];
      return digits + "e" + (exponent < 0 ? "-" : "+") + "%02d".formatted(Math.abs(exponent));
    }
    return java.replaceFirst("\\.0$", "");
  }

  private static LocalDateTime time(long micros) {
    return LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus(micros, ChronoUnit.MICROS);
  }

  private static String date(LocalDate date) {
    return "%04d-%02d-%02d"
        .formatted(date.get(ChronoField.YEAR_OF_ERA), date.getMonthValue(), date.getDayOfMonth());
  }

  private static String era(LocalDate date) {
    return date.getYear() < 1 ? " BC" : "";
  }

  private static String clock(LocalTime time) {
    return "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond())
        + fraction(time.getNano() / 1_000);
  }

  private static String fraction(long micros) {
    return micros == 0 ? "" : "." + "%06d".formatted(micros).replaceFirst("0+$", "");
  }
}
