package io.fastflight.client.retry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Says when a location is left alone, and for how long.
 *
 * @param failures so many in a row open the breaker, 1..1,000
 * @param openFor how long no call goes there then, 1 ms..1 day
 * @param probes so many calls may try it after that; all must succeed to close it, one failure
 *     opens it again; 1..100
 */
public record BreakerConfig(int failures, Duration openFor, int probes) {
  /** Checks the ranges. */
  public BreakerConfig {
    if (failures < 1 || failures > 1_000) {
      throw new IllegalArgumentException(
          "The failures that open a breaker must be 1..1000, were " + failures + ".");
    }
    requireNonNull(openFor, "openFor");
    if (openFor.compareTo(Duration.ofMillis(1)) < 0 || openFor.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "A breaker must be open for 1 ms..1 day, was " + openFor + ".");
    }
    if (probes < 1 || probes > 100) {
      throw new IllegalArgumentException(
          "The probes of a breaker must be 1..100, were " + probes + ".");
    }
  }
}
