package io.fastflight.source.iceberg.declared;

import io.fastflight.params.DeclaredParams;
import io.fastflight.params.Faults;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Makes of a parameter's value what Iceberg compares columns with.
 *
 * <p>Dates and times go as texts, which Iceberg reads as the type of the column, or refuses: as
 * numbers it would compare them with columns of numbers.
 */
final class ComparedValue {
  private static final int MAX_YEAR = 9_999;

  private ComparedValue() {}

  /**
   * Returns the value of the parameter {@code name}.
   *
   * @throws io.fastflight.error.InvalidParamsException if it is a time that no column can hold
   */
  static Object of(DeclaredParams params, String name, Object value) {
    Fit fit = new Fit(params, name, value);
    if (value instanceof LocalDate date) {
      fit.requireYear(date.getYear());
      return date.toString();
    }
    if (value instanceof LocalTime time) {
      fit.requireMicros(time.truncatedTo(ChronoUnit.MICROS));
      return time.toString();
    }
    if (value instanceof LocalDateTime moment) {
      fit.requireYear(moment.getYear());
      fit.requireMicros(moment.truncatedTo(ChronoUnit.MICROS));
      return moment.toString();
    }
    if (value instanceof Instant instant) {
      fit.requireMicros(instant.truncatedTo(ChronoUnit.MICROS));
      fit.requireYear(instant);
      return instant.atOffset(ZoneOffset.UTC).toString();
    }
    return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
  }

  private record Fit(DeclaredParams params, String name, Object value) {
    void requireYear(int year) {
      require(Math.abs(year) <= MAX_YEAR, "of a year from -9999 to 9999");
    }

    void requireYear(Instant instant) {
      boolean fits =
          !instant.isBefore(OffsetDateTime.parse("-9999-01-01T00:00:00Z").toInstant())
              && instant.isBefore(OffsetDateTime.parse("+10000-01-01T00:00:00Z").toInstant());
      require(fits, "of a year from -9999 to 9999");
    }

    void requireMicros(Object truncated) {
      require(value.equals(truncated), "in whole microseconds, as tables hold times");
    }

    private void require(boolean holds, String allowed) {
      Faults.in(params.type().name()).check(holds, name, value, allowed).throwIfAny();
    }
  }
}
