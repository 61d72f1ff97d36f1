package io.fastflight.client.retry;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the calls of a client share that have the same settings: how they are made again, and the
 * breaker of each location.
 *
 * <p><b>Threads:</b> any.
 */
public final class Resilience {
  private final ResilienceConfig config;
  private final RetryPlan.Maker retries;
  private final Map<String, LocationBreaker> breakers = new ConcurrentHashMap<>();

  /** Creates it, with all breakers closed; repeats come out of {@code budget}. */
  public Resilience(ResilienceConfig config, RetryBudget budget) {
    this.config = requireNonNull(config, "config");
    this.retries = new RetryPlan.Maker(config, budget);
  }

  /** Returns what begins a call. */
  public RetryPlan.Maker retries() {
    return retries;
  }

  /** Returns the breaker of a location, always the same. */
  public LocationBreaker breaker(String location) {
    return breakers.computeIfAbsent(location, at -> LocationBreaker.of(at, config.breaker()));
  }
}
