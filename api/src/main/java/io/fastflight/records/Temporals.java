package io.fastflight.records;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.LongFunction;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;

/** Turns Arrow's counts of units into {@code java.time}. */
final class Temporals {
  private static final long DAY_MILLIS = 86_400_000;

  private Temporals() {}

  static LongFunction<LocalDate> date(DateUnit unit) {
    return switch (unit) {
      case DAY -> LocalDate::ofEpochDay;
      case MILLISECOND -> millis -> LocalDate.ofEpochDay(Math.floorDiv(millis, DAY_MILLIS));
    };
  }

  static LongFunction<LocalTime> time(TimeUnit unit) {
    long nanos = 1_000_000_000 / perSecond(unit);
    return count -> LocalTime.ofNanoOfDay(Math.multiplyExact(count, nanos));
  }

  static LongFunction<Instant> instant(TimeUnit unit) {
    long perSecond = perSecond(unit);
    long nanos = 1_000_000_000 / perSecond;
    return count ->
        Instant.ofEpochSecond(
            Math.floorDiv(count, perSecond), Math.floorMod(count, perSecond) * nanos);
  }

  static LongFunction<LocalDateTime> dateTime(TimeUnit unit) {
    long perSecond = perSecond(unit);
    long nanos = 1_000_000_000 / perSecond;
    return count ->
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(count, perSecond),
            (int) (Math.floorMod(count, perSecond) * nanos),
            ZoneOffset.UTC);
  }

  static LongFunction<Duration> duration(TimeUnit unit) {
    ChronoUnit chronoUnit =
        switch (unit) {
          case SECOND -> ChronoUnit.SECONDS;
          case MILLISECOND -> ChronoUnit.MILLIS;
          case MICROSECOND -> ChronoUnit.MICROS;
          case NANOSECOND -> ChronoUnit.NANOS;
        };
    return count -> Duration.of(count, chronoUnit);
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
