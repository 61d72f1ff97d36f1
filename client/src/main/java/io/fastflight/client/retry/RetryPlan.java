package io.fastflight.client.retry;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * Counts the attempts of one call, and says how long to pause before the next.
 *
 * <p>Another try is made for a server that cannot be reached, and for a limit whose server named a
 * delay; never for a caller's mistake, which the same call would make again.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public final class RetryPlan {
  private final RetryBudget budget;
  private final Retry.AsyncContext<Object> attempts;

  private RetryPlan(RetryBudget budget, Retry.AsyncContext<Object> attempts) {
    this.budget = budget;
    this.attempts = attempts;
  }

  /** Makes the plans of calls that share their settings. <b>Threads:</b> any. */
  public static final class Maker {
    private final Retry retry;
    private final RetryBudget budget;
    private final double budgetRatio;

    /** Creates a maker of plans that share {@code budget}. */
    public Maker(ResilienceConfig config, RetryBudget budget) {
      RetryConfig rules =
          RetryConfig.custom()
              .maxAttempts(config.maxAttempts())
              .retryOnException(RetryPlan::isCurable)
              .intervalBiFunction(
                  (repeat, outcome) -> pauseMillis(config.backoff(), repeat, outcome.getLeft()))
              .build();
      this.retry = Retry.of("fastflight", rules);
      this.budget = budget;
      this.budgetRatio = config.budgetRatio();
    }

    /** Begins a call, or what is left of one that has got on; it counts for the budget. */
    public RetryPlan begin() {
      budget.call(budgetRatio);
      return new RetryPlan(budget, retry.asyncContext());
    }
  }

  /**
   * Counts a failed attempt.
   *
   * @return how long to pause before the next; empty if there is to be none
   */
  public Optional<Duration> pauseAfter(FastFlightException failure) {
    long millis = attempts.onError(failure);
    return millis < 0 || !budget.repeat()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(millis));
  }

  /** Returns whether the same call, made again, may succeed. */
  public static boolean isCurable(Throwable failure) {
    return failure instanceof FastFlightException known && known.retryable();
  }

  /** Returns the pause of the backoff, or the server's if it asks for a longer one. */
  private static long pauseMillis(Backoff backoff, int repeat, Throwable failure) {
    long pause = backoff.pause(repeat).toMillis();
    long asked =
        failure instanceof ResourceExhaustedException limit
            ? limit.retryDelay().orElse(Duration.ZERO).toMillis()
            : 0;
    return Math.max(1, Math.max(pause, asked));
  }
}
