package io.fastflight.cli.serve;

import io.fastflight.cli.console.WrongUsageException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a size as people write it: {@code 512MiB}. */
final class ByteSize {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18}) ?([a-zA-Z]*)");

  private static final Map<String, Long> UNITS =
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

  private ByteSize() {}

  /**
   * Returns how many bytes {@code text} says, at least 1.
   *
   * @param option whose value it is, for the message
   * @throws WrongUsageException if it is no size
   */
  static long parse(String option, String text) {
    Matcher form = FORM.matcher(text);
    @Nullable Long unit = form.matches() ? UNITS.get(form.group(2).toUpperCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw wrong(option, text);
    }
    try {
      long bytes = Math.multiplyExact(Long.parseLong(form.group(1)), unit);
      if (bytes >= 1) {
        return bytes;
      }
    } catch (ArithmeticException tooLarge) {
      // refused below, with the same words as no size at all
    }
    throw wrong(option, text);
  }

  private static WrongUsageException wrong(String option, String text) {
    String shown = text.length() <= 80 ? text : text.substring(0, 77) + "...";
    return new WrongUsageException(
        "%s must be a size of 1 byte or more, in whole B, KiB, MiB, GiB or TiB (or KB, MB, GB, TB, by thousands), was '%s'. An example is 512MiB."
            .formatted(option, shown));
  }
}
