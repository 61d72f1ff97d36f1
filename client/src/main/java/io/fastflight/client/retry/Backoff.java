package io.fastflight.client.retry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Says how long to pause before a call is made again.
 *
 * @param strategy how pauses grow
 * @param delay before the first repeat, 1 ms or more
 * @param maxDelay no pause is longer; at least {@code delay}
 * @param jitter how far a pause may be off, as a part of it, 0..1; only {@link Strategy#JITTERED}
 *     has one
 */
public record Backoff(Strategy strategy, Duration delay, Duration maxDelay, double jitter) {
  private static final Duration MIN_DELAY = Duration.ofMillis(1);
  private static final Duration MAX_DELAY = Duration.ofHours(1);

  /** Names how pauses grow. */
  public enum Strategy {
    /** Every pause is as long as the first. */
    FIXED,
    /** The n-th pause is n times the first. */
    LINEAR,
    /** Every pause is twice the one before. */
    EXPONENTIAL,
    /** The same, each off by chance, so that callers who failed together do not return together. */
    JITTERED;

    /** Returns the word for it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the ranges. */
  public Backoff {
    requireNonNull(strategy, "strategy");
    if (delay.compareTo(MIN_DELAY) < 0 || delay.compareTo(MAX_DELAY) > 0) {
      throw new IllegalArgumentException(
          "The delay of a backoff must be 1 ms..1 h, was " + delay + ".");
    }
    if (maxDelay.compareTo(delay) < 0 || maxDelay.compareTo(MAX_DELAY) > 0) {
      throw new IllegalArgumentException(
          "The longest delay of a backoff must be %s (its first)..1 h, was %s."
              .formatted(delay, maxDelay));
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter must be 0..1, was " + jitter + ".");
    }
  }

  /** Returns pauses that are all alike. */
  public static Backoff fixed(Duration delay) {
    return new Backoff(Strategy.FIXED, delay, delay, 0);
  }

  /** Returns pauses that grow by the first. */
  public static Backoff linear(Duration delay, Duration maxDelay) {
    return new Backoff(Strategy.LINEAR, delay, maxDelay, 0);
  }

  /** Returns pauses that double. */
  public static Backoff exponential(Duration delay, Duration maxDelay) {
    return new Backoff(Strategy.EXPONENTIAL, delay, maxDelay, 0);
  }

  /**
   * Returns pauses that double and are off by chance.
   *
   * @param jitter 0.2 for up to a fifth more or less
   */
  public static Backoff jittered(Duration delay, Duration maxDelay, double jitter) {
    return new Backoff(Strategy.JITTERED, delay, maxDelay, jitter);
  }

  /**
   * Returns the pause before a repeat.
   *
   * @param repeat 1 for the first
   * @return 1 ms or more
   */
  public Duration pause(int repeat) {
    double first = (double) delay.toNanos();
    double grown =
        switch (strategy) {
          case FIXED -> first;
          case LINEAR -> first * repeat;
          case EXPONENTIAL, JITTERED -> first * Math.pow(2, Math.min(repeat, 64) - 1.0);
        };
    double bounded = Math.min(grown, (double) maxDelay.toNanos());
    double off = strategy == Strategy.JITTERED ? jitter : 0;
    double chance = 2 * ThreadLocalRandom.current().nextDouble() - 1;
    long nanos = (long) Math.min(bounded * (1 + off * chance), (double) maxDelay.toNanos());
    return Duration.ofNanos(Math.max(nanos, MIN_DELAY.toNanos()));
  }
}
