package io.fastflight.cli.serve;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.params.Amounts;

/** Reads a size as people write it: {@code 512MiB}. */
final class ByteSize {
  private ByteSize() {}

  /**
   * Returns how many bytes {@code text} says, at least 1.
   *
   * @param option whose value it is, for the message
   * @throws WrongUsageException if it is no size
   */
  static long parse(String option, String text) {
    return Amounts.bytes(text).orElseThrow(() -> wrong(option, text));
  }

  private static WrongUsageException wrong(String option, String text) {
    String shown = text.length() <= 80 ? text : text.substring(0, 77) + "...";
    return new WrongUsageException(
        "%s must be %s, was '%s'. An example is 512MiB.".formatted(option, Amounts.SIZE, shown));
  }
}
