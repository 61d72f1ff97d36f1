package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Checks the values of settings, each with one message. */
final class Settings {
  private static final Duration LONGEST = Duration.ofDays(365);

  private Settings() {}

  static Duration positive(String name, Duration value) {
    return atLeast(name, value, Duration.ofMillis(1), "1 ms");
  }

  /** Refuses what is less than {@code least}, in words {@code leastText}, or too long for gRPC. */
  static Duration atLeast(String name, Duration value, Duration least, String leastText) {
    if (requireNonNull(value, name).compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s must be %s..365 days, was %s.".formatted(name, leastText, value));
    }
    return value;
  }

  static int inRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s must be %s..%s, was %s.".formatted(name, min, max, value));
    }
    return value;
  }
}
