package io.fastflight.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import org.apache.arrow.vector.types.TimeUnit;

/**
 * Writes dates, times and spans in ISO-8601.
 *
 * <p>A fraction of a second stands only where it is not zero, and then with all digits of its unit.
 */
final class TemporalText {
  private static final long SECONDS_A_DAY = 86_400;
  private static final int DAYS_OF_400_YEARS = 146_097;
  private static final int MARCH_OF_YEAR_0 = 719_468; // days from 0000-03-01 to 1970-01-01
  private static final long YEAR_1 = LocalDate.of(1, 1, 1).toEpochDay();
  private static final long YEAR_10000 = LocalDate.of(10_000, 1, 1).toEpochDay();

  private TemporalText() {}

  /**
   * Writes a date, counted in days from 1970.
   *
   * @see <a href="https://howardhinnant.github.io/date_algorithms.html#civil_from_days">the
   *     algorithm</a>
   */
  static void date(long epochDay, TextBuffer out) {
    if (epochDay < YEAR_1 || epochDay >= YEAR_10000) {
      out.ascii(LocalDate.ofEpochDay(epochDay).toString());
      return;
    }
    int day = (int) epochDay + MARCH_OF_YEAR_0; // a year of it begins in March
    int era = day / DAYS_OF_400_YEARS;
    int dayOfEra = day - era * DAYS_OF_400_YEARS;
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int month = (5 * dayOfYear + 2) / 153; // 0 is March
    int year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0);
    out.date(year, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1);
  }

  /** Writes a time of day, counted in {@code unit} from midnight; what is none, as the number. */
  static void time(long count, TimeUnit unit, TextBuffer out) {
    long seconds = seconds(count, unit);
    if (seconds < 0 || seconds > SECONDS_A_DAY) {
      out.number(count);
      return;
    }
    clock((int) seconds, out);
    fraction(count - seconds * perSecond(unit), unit, out);
  }

  /**
   * Writes a timestamp, counted in {@code unit} from 1970.
   *
   * @param zone what stands at the end: nothing, or {@code Z} where the value is an instant
   */
  static void timestamp(long count, TimeUnit unit, String zone, TextBuffer out) {
    long seconds = seconds(count, unit);
    long day = Math.floorDiv(seconds, SECONDS_A_DAY);
    int start = out.size();
    try {
      date(day, out);
    } catch (DateTimeException beyondTheCalendar) {
      out.truncate(start);
      out.number(count);
      return;
    }
    out.ascii('T');
    clock((int) (seconds - day * SECONDS_A_DAY), out);
    fraction(count - seconds * perSecond(unit), unit, out);
    out.ascii(zone);
  }

  /** Writes a span that has days and months on one side and seconds on the other. */
  static void span(Period period, Duration duration, TextBuffer out) {
    if (period.isZero()) {
      out.ascii(duration.toString());
    } else if (duration.isZero()) {
      out.ascii(period.toString());
    } else {
      out.ascii(period.toString());
      out.ascii(duration.toString().substring(1));
    }
  }

  private static void clock(int secondOfDay, TextBuffer out) {
    int minuteOfDay = secondOfDay / 60;
    int hour = minuteOfDay / 60;
    out.clock(hour, minuteOfDay - 60 * hour, secondOfDay - 60 * minuteOfDay);
  }

  private static void fraction(long fraction, TimeUnit unit, TextBuffer out) {
    if (fraction != 0) {
      out.ascii('.');
      out.padded(fraction, digits(unit));
    }
  }

  private static int digits(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 0;
      case MILLISECOND -> 3;
      case MICROSECOND -> 6;
      case NANOSECOND -> 9;
    };
  }

  /** Divides by constants, which the compiler turns into multiplications. */
  private static long seconds(long count, TimeUnit unit) {
    return switch (unit) {
      case SECOND -> count;
      case MILLISECOND -> Math.floorDiv(count, 1_000);
      case MICROSECOND -> Math.floorDiv(count, 1_000_000);
      case NANOSECOND -> Math.floorDiv(count, 1_000_000_000);
    };
  }

  private static long perSecond(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 1;
      case MILLISECOND -> 1_000;
      case MICROSECOND -> 1_000_000;
      case NANOSECOND -> 1_000_000_000;
    };
  }
}
