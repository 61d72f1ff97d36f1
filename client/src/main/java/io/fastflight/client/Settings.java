package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Checks the values of settings, each with one message. */
final class Settings {
  private static final Duration LONGEST = Duration.ofDays(365);

  private Settings() {}

  static Duration positive(String name, Duration value) {
    if (requireNonNull(value, name).compareTo(Duration.ofMillis(1)) < 0
        || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s must be 1 ms..365 days, was %s.".formatted(name, value));
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
