package io.fastflight.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Numbers and dates that are written without a string, against those that Java writes. */
class NumberTextTest {
  private final Random random = new Random(Long.getLong("test.seed", 42));

  private static String number(long value) {
    TextBuffer text = new TextBuffer();
    text.number(value);
    return text.toString();
  }

  private static String real(double value) {
    TextBuffer text = new TextBuffer();
    DoubleText.append(value, text);
    return text.toString();
  }

  private static String date(long day) {
    TextBuffer text = new TextBuffer();
    TemporalText.date(day, text);
    return text.toString();
  }

  @Test
  void integersOfEveryLengthAreJavasOwn() {
    long power = 1;
    for (int digits = 1; digits < 19; digits++) {
      power *= 10;
      for (long value : new long[] {power - 1, power, power + 1, 1 - power, -power}) {
        assertThat(number(value)).isEqualTo(Long.toString(value));
      }
    }
    for (long value : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(number(value)).isEqualTo(Long.toString(value));
    }
    random.longs(2_000).forEach(value -> assertThat(number(value)).isEqualTo(Long.toString(value)));
  }

  @Test
  void doublesComeBackAsTheyWere() {
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      assertThat(Double.valueOf(real(value))).isEqualTo(Double.valueOf(value));
      double near = random.nextDouble() * 2e4 - 1e4;
      assertThat(Double.parseDouble(real(near))).isEqualTo(near);
    }
  }

  @Test
  void doublesOfFewDecimalsHaveTheirShortestDigits() {
    for (int i = 0; i < 20_000; i++) {
      int scale = random.nextInt(9);
      BigDecimal price = BigDecimal.valueOf(random.nextInt(1_000_000), scale);
      String shortest = price.stripTrailingZeros().toPlainString();
      double value = price.doubleValue();
      if (value >= 1e-3) {
        assertThat(real(value)).isEqualTo(shortest.contains(".") ? shortest : shortest + ".0");
        assertThat(real(-value)).isEqualTo("-" + real(value));
      }
    }
    assertThat(real(0.1 + 0.2)).isEqualTo("0.30000000000000004");
    assertThat(real(0.0)).isEqualTo("0.0");
    assertThat(real(1e7)).isEqualTo("1.0E7");
    assertThat(real(9_999_999.99999999)).isEqualTo("9999999.99999999");
  }

  @Test
  void datesAreJavasOwn() {
    LongStream.concat(
            LongStream.rangeClosed(-800, 800).map(i -> i * 1_461),
            random.longs(5_000, -800_000, 3_000_000))
        .forEach(day -> assertThat(date(day)).isEqualTo(LocalDate.ofEpochDay(day).toString()));
    for (String edge : new String[] {"0001-01-01", "0000-12-31", "9999-12-31", "+10000-01-01"}) {
      assertThat(date(LocalDate.parse(edge).toEpochDay())).isEqualTo(edge);
    }
  }

  @Test
  void decimalsKeepTheirScale() {
    for (int i = 0; i < 5_000; i++) {
      long unscaled = random.nextLong() >> random.nextInt(64);
      int scale = random.nextInt(25);
      TextBuffer text = new TextBuffer();
      text.decimal(unscaled, scale);
      assertThat(text).hasToString(BigDecimal.valueOf(unscaled, scale).toPlainString());
    }
  }
}
