package io.fastflight.client.retry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Holds when a client makes a failed call again, and when it leaves a location alone.
 *
 * <p>Only failures that another try can cure are met with one: see {@link RetryPlan}.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class ResilienceConfig {
  private final int maxAttempts;
  private final Backoff backoff;
  private final double budgetRatio;
  private final Optional<BreakerConfig> breaker;
  private final Optional<Duration> hedgeAfter;

  private ResilienceConfig(Builder builder) {
    this.maxAttempts = builder.maxAttempts;
    this.backoff = builder.backoff;
    this.budgetRatio = builder.budgetRatio;
    this.breaker = builder.breaker;
    this.hedgeAfter = builder.hedgeAfter;
  }

  /** Begins with three tries, exponential pauses from 1 s, a budget of 10 % and no breaker. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns how often a call is made at most; each may go to every location once. */
  public int maxAttempts() {
    return maxAttempts;
  }

  /** Returns how long to pause between attempts. */
  public Backoff backoff() {
    return backoff;
  }

  /**
   * Returns how many extra calls are made at most, as a part of all calls; see {@link RetryBudget}.
   */
  public double budgetRatio() {
    return budgetRatio;
  }

  /** Returns when a location is left alone; empty for never. */
  public Optional<BreakerConfig> breaker() {
    return breaker;
  }

  /**
   * Returns after how long without a first batch a second location is asked as well; empty for
   * never.
   */
  public Optional<Duration> hedgeAfter() {
    return hedgeAfter;
  }

  /** Returns whether the other has the same settings: then both share their breakers. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ResilienceConfig config && config.settings().equals(settings());
  }

  @Override
  public int hashCode() {
    return settings().hashCode();
  }

  private List<Object> settings() {
    return List.of(maxAttempts, backoff, budgetRatio, breaker, hedgeAfter);
  }

  /** Collects the settings; each setter refuses a bad value at once. */
  public static final class Builder {
    private int maxAttempts = 3;
    private Backoff backoff = Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(16));
    private double budgetRatio = 0.1;
    private Optional<BreakerConfig> breaker = Optional.empty();
    private Optional<Duration> hedgeAfter = Optional.empty();

    private Builder() {}

    /** Sets how often a call is made at most, 1..100; 1 for no repeat. */
    public Builder maxAttempts(int attempts) {
      if (attempts < 1 || attempts > 100) {
        throw new IllegalArgumentException("maxAttempts must be 1..100, was " + attempts + ".");
      }
      this.maxAttempts = attempts;
      return this;
    }

    /** Sets the pauses. */
    public Builder backoff(Backoff backoff) {
      this.backoff = requireNonNull(backoff, "backoff");
      return this;
    }

    /** Sets how many extra calls there may be, as a part of all calls, 0..1. */
    public Builder budgetRatio(double ratio) {
      if (!(ratio >= 0 && ratio <= 1)) {
        throw new IllegalArgumentException("budgetRatio must be 0..1, was " + ratio + ".");
      }
      this.budgetRatio = ratio;
      return this;
    }

    /** Sets when a location is left alone. */
    public Builder breaker(BreakerConfig breaker) {
      this.breaker = Optional.of(requireNonNull(breaker, "breaker"));
      return this;
    }

    /** Leaves no location alone. */
    public Builder noBreaker() {
      this.breaker = Optional.empty();
      return this;
    }

    /**
     * Asks a second location as well when the first has sent no batch for so long, 1 ms..1 h; the
     * first to send one is read, the other is cancelled. Counts against the budget.
     */
    public Builder hedgeAfter(Duration patience) {
      if (requireNonNull(patience, "patience").compareTo(Duration.ofMillis(1)) < 0
          || patience.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException("hedgeAfter must be 1 ms..1 h, was " + patience + ".");
      }
      this.hedgeAfter = Optional.of(patience);
      return this;
    }

    /** Returns the settings. */
    public ResilienceConfig build() {
      return new ResilienceConfig(this);
    }
  }
}
