package io.fastflight.params;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads sizes and durations as people write them: {@code 512MiB}, {@code 30s}. */
public final class Amounts {
  /** What a size looks like, to read after "must be". */
  public static final String SIZE =
      "a size of 1 byte or more, in whole B, KiB, MiB, GiB or TiB (or KB, MB, GB, TB, by thousands)";

  /** What a duration looks like, to read after "must be". */
  public static final String DURATION =
      "a duration of 1 ms or more, in whole ms, s, m or h, such as 30s";

  private static final Pattern FORM = Pattern.compile("([0-9]{1,18}) ?([a-zA-Z]*)");

  private static final Map<String, Long> BYTES =
      Map.of(
          "", 1L,
          "B", 1L,
          "KIB", 1L << 10,
          "MIB", 1L << 20,
          "GIB", 1L << 30,
          "TIB", 1L << 40,
          "KB", 1_000L,
          "MB", 1_000_000L,
          "GB", 1_000_000_000L,
          "TB", 1_000_000_000_000L);

  private static final Map<String, Long> MILLIS =
      Map.of("MS", 1L, "S", 1_000L, "M", 60_000L, "H", 3_600_000L);

  private Amounts() {}

  /** Returns how many bytes {@code text} says, or empty if it is no {@link #SIZE}. */
  public static OptionalLong bytes(String text) {
    return amount(text, BYTES);
  }

  /** Returns how long {@code text} says, or empty if it is no {@link #DURATION}. */
  public static Optional<Duration> duration(String text) {
    OptionalLong millis = amount(text, MILLIS);
    return millis.isPresent()
        ? Optional.of(Duration.ofMillis(millis.getAsLong()))
        : Optional.empty();
  }

  private static OptionalLong amount(String text, Map<String, Long> units) {
    Matcher form = FORM.matcher(text);
    @Nullable Long unit = form.matches() ? units.get(form.group(2).toUpperCase(Locale.ROOT)) : null;
    if (unit == null) {
      return OptionalLong.empty();
    }
    try {
      long amount = Math.multiplyExact(Long.parseLong(form.group(1)), unit);
      return amount >= 1 ? OptionalLong.of(amount) : OptionalLong.empty();
    } catch (ArithmeticException tooLarge) {
      return OptionalLong.empty();
    }
  }
}
