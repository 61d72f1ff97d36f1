package io.fastflight.cli.output;

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

  private TemporalText() {}

  static void date(long epochDay, TextBuffer out) {
    out.ascii(LocalDate.ofEpochDay(epochDay).toString());
  }

  /** Writes a time of day, counted in {@code unit} from midnight. */
  static void time(long count, TimeUnit unit, TextBuffer out) {
    long perSecond = perSecond(unit);
    clock(Math.floorDiv(count, perSecond), out);
    fraction(Math.floorMod(count, perSecond), unit, out);
  }

  /**
   * Writes a timestamp, counted in {@code unit} from 1970.
   *
   * @param zone what stands at the end: nothing, or {@code Z} where the value is an instant
   */
  static void timestamp(long count, TimeUnit unit, String zone, TextBuffer out) {
    long perSecond = perSecond(unit);
    long seconds = Math.floorDiv(count, perSecond);
    int start = out.size();
    try {
      date(Math.floorDiv(seconds, SECONDS_A_DAY), out);
    } catch (DateTimeException beyondTheCalendar) {
      out.truncate(start);
      out.number(count);
      return;
    }
    out.ascii('T');
    clock(Math.floorMod(seconds, SECONDS_A_DAY), out);
    fraction(Math.floorMod(count, perSecond), unit, out);
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

  private static void clock(long secondOfDay, TextBuffer out) {
    out.padded(secondOfDay / 3_600, 2);
    out.ascii(':');
    out.padded(secondOfDay / 60 % 60, 2);
    out.ascii(':');
    out.padded(secondOfDay % 60, 2);
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

  private static long perSecond(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 1;
      case MILLISECOND -> 1_000;
      case MICROSECOND -> 1_000_000;
      case NANOSECOND -> 1_000_000_000;
    };
  }
}
