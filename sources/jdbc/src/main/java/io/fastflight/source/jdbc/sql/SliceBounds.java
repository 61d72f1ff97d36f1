package io.fastflight.source.jdbc.sql;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the range between two values into parts of equal width.
 *
 * <p>Everything happens on integers: a number is scaled, a date counted in days, a timestamp in
 * microseconds.
 */
public final class SliceBounds {
  private static final int EXTRA_DIGITS = 6;

  private SliceBounds() {}

  /**
   * Returns the values at which the range is cut: at most {@code slices - 1}, ascending, fewer
   * where the range is too narrow.
   *
   * @param least a {@code BigDecimal}, {@code LocalDate} or {@code LocalDateTime}
   * @param greatest of the same class
   */
  public static List<Object> between(Object least, Object greatest, int slices) {
    requireNonNull(least, "least");
    if (least instanceof LocalDate from && greatest instanceof LocalDate to) {
      return cuts(from.toEpochDay(), to.toEpochDay(), slices).stream()
          .map(day -> (Object) LocalDate.ofEpochDay(day.longValueExact()))
          .toList();
    }
    if (least instanceof LocalDateTime from && greatest instanceof LocalDateTime to) {
      return cuts(micros(from), micros(to), slices).stream()
          .map(micros -> (Object) timestamp(micros.longValueExact()))
          .toList();
    }
    if (least instanceof BigDecimal from && greatest instanceof BigDecimal to) {
      return numbers(from, to, slices);
    }
    throw new IllegalArgumentException(
        "A range from a %s to a %s cannot be cut."
            .formatted(least.getClass().getSimpleName(), greatest.getClass().getSimpleName()));
  }

  private static List<Object> numbers(BigDecimal from, BigDecimal to, int slices) {
    boolean whole = isWhole(from) && isWhole(to);
    int scale = whole ? 0 : Math.max(0, Math.max(from.scale(), to.scale())) + EXTRA_DIGITS;
    List<BigInteger> cuts =
        cuts(
            from.setScale(scale, RoundingMode.FLOOR).unscaledValue(),
            to.setScale(scale, RoundingMode.FLOOR).unscaledValue(),
            slices);
    return cuts.stream().map(cut -> (Object) new BigDecimal(cut, scale)).toList();
  }

  private static boolean isWhole(BigDecimal number) {
    return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
  }

  private static List<BigInteger> cuts(long from, long to, int slices) {
    return cuts(BigInteger.valueOf(from), BigInteger.valueOf(to), slices);
  }

  private static List<BigInteger> cuts(BigInteger from, BigInteger to, int slices) {
    BigInteger width = to.subtract(from).add(BigInteger.ONE);
    List<BigInteger> cuts = new ArrayList<>();
    BigInteger last = from;
    for (int i = 1; i < slices; i++) {
      BigInteger cut =
          from.add(width.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(slices)));
      if (cut.compareTo(last) > 0) {
        cuts.add(cut);
        last = cut;
      }
    }
    return cuts;
  }

  private static long micros(LocalDateTime time) {
    return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
  }

  private static LocalDateTime timestamp(long micros) {
    return LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus(micros, ChronoUnit.MICROS);
  }
}
