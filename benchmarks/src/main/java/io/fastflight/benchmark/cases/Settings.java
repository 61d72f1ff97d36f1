package io.fastflight.benchmark.cases;

import java.util.Optional;

/**
 * Says how much is measured.
 *
 * @param gigabytes of one run of a stream case, in 10^9 bytes of values
 * @param rounds that count
 * @param warmups rounds before them, which do not; a quarter where the processes are warm already
 * @param calls of one run of small requests
 * @param starts of a server, for the first gigabyte
 */
public record Settings(double gigabytes, int rounds, int warmups, int calls, int starts) {
  /** Refuses values out of range. */
  public Settings {
    check("--gigabytes", gigabytes, 0.001, 1_000);
    check("--rounds", rounds, 1, 1_000);
    check("--warmups", warmups, 0, 1_000);
    check("calls", calls, 16, 10_000_000);
    check("--starts", starts, 1, 100);
  }

  /** Returns the same with this number of rounds, where one is given. */
  public Settings withRounds(Optional<Integer> given) {
    return new Settings(gigabytes, given.orElse(rounds), warmups, calls, starts);
  }

  private static void check(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s must be %s..%s, was %s.".formatted(name, plain(least), plain(most), plain(value)));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** Returns the sizes of a full run: 300 batches of 4 MiB, 7 rounds. */
  public static Settings full() {
    return new Settings(1.2583, 7, 16, 2_000, 5);
  }

  /** Returns the sizes of a look that takes about a minute. */
  public static Settings quick() {
    return new Settings(0.1, 3, 1, 400, 2);
  }
}
