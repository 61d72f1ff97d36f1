package io.fastflight.client.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.error.ServerUnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPlanTest {
  private final ServerUnavailableException away = new ServerUnavailableException("away");

  private static ResilienceConfig.Builder config() {
    return ResilienceConfig.builder().backoff(Backoff.fixed(Duration.ofMillis(7)));
  }

  @Test
  void attemptsEndWhereTheSettingsSay() {
    RetryPlan plan =
        new RetryPlan.Maker(config().maxAttempts(3).build(), new RetryBudget()).begin();
    assertThat(plan.pauseAfter(away)).contains(Duration.ofMillis(7));
    assertThat(plan.pauseAfter(away)).contains(Duration.ofMillis(7));
    assertThat(plan.pauseAfter(away)).isEmpty();
  }

  @Test
  void oneAttemptIsNoRepeat() {
    RetryPlan plan =
        new RetryPlan.Maker(config().maxAttempts(1).build(), new RetryBudget()).begin();
    assertThat(plan.pauseAfter(away)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "UNAVAILABLE", mode = EnumSource.Mode.EXCLUDE)
  void onlyAServerThatIsAwayIsAskedAgain(ErrorCode code) {
    RetryPlan plan = new RetryPlan.Maker(config().build(), new RetryBudget()).begin();
    assertThat(plan.pauseAfter(FastFlightException.of(code, "no", null))).isEmpty();
  }

  @Test
  void theServersDelayIsKeptWhereItIsTheLonger() {
    RetryPlan.Maker plans = new RetryPlan.Maker(config().build(), new RetryBudget());
    assertThat(plans.begin().pauseAfter(new ResourceExhaustedException("x", Duration.ofSeconds(3))))
        .contains(Duration.ofSeconds(3));
    assertThat(plans.begin().pauseAfter(new ResourceExhaustedException("x", Duration.ZERO)))
        .contains(Duration.ofMillis(7));
  }

  @Test
  void extraCallsAreATenthOfAllAndTheFirstFew() {
    RetryPlan.Maker plans = new RetryPlan.Maker(config().build(), new RetryBudget());
    int repeats = 0;
    for (int call = 0; call < 10_000; call++) {
      RetryPlan plan = plans.begin();
      while (plan.pauseAfter(away).isPresent()) {
        repeats++;
      }
    }
    assertThat(repeats).isBetween(1_000, 1_000 + RetryBudget.INITIAL_REPEATS);
  }

  @Test
  void aQuietTimeSavesNoMoreThanTenTimesTheFirstFew() {
    RetryBudget budget = new RetryBudget();
    for (int call = 0; call < 100_000; call++) {
      budget.call(1);
    }
    int repeats = 0;
    while (budget.repeat()) {
      repeats++;
    }
    assertThat(repeats).isEqualTo(10 * RetryBudget.INITIAL_REPEATS);
  }
}
