package io.fastflight.client.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ResilienceConfigTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void presetsHaveTheValuesOfTheOriginal() {
    ResilienceConfig usual = ResiliencePreset.DEFAULT.config();
    assertThat(usual.maxAttempts()).isEqualTo(3);
    assertThat(usual.backoff()).isEqualTo(Backoff.exponential(SECOND, Duration.ofSeconds(16)));
    assertThat(usual.breaker()).contains(new BreakerConfig(5, Duration.ofSeconds(30), 2));
    ResilienceConfig available = ResiliencePreset.HIGH_AVAILABILITY.config();
    assertThat(available.maxAttempts()).isEqualTo(5);
    assertThat(available.backoff())
        .isEqualTo(Backoff.jittered(Duration.ofMillis(500), Duration.ofSeconds(8), 0.2));
    assertThat(available.breaker()).contains(new BreakerConfig(3, Duration.ofSeconds(15), 1));
    ResilienceConfig batch = ResiliencePreset.BATCH_PROCESSING.config();
    assertThat(batch.maxAttempts()).isEqualTo(2);
    assertThat(batch.backoff()).isEqualTo(Backoff.fixed(Duration.ofSeconds(5)));
    assertThat(batch.breaker()).contains(new BreakerConfig(10, Duration.ofSeconds(60), 3));
    ResilienceConfig disabled = ResiliencePreset.DISABLED.config();
    assertThat(disabled.maxAttempts()).isOne();
    assertThat(disabled.breaker()).isEmpty();
    for (ResiliencePreset preset : ResiliencePreset.values()) {
      assertThat(ResiliencePreset.parse(preset.word())).isEqualTo(preset);
      assertThat(preset.config().budgetRatio()).isEqualTo(0.1);
      assertThat(preset.config().hedgeAfter()).isEqualTo(Optional.empty());
    }
  }

  @Test
  void theSameSettingsAreEqual() {
    ResilienceConfig one = ResiliencePreset.DEFAULT.config();
    assertThat(one).isEqualTo(ResiliencePreset.DEFAULT.config());
    assertThat(one).hasSameHashCodeAs(ResiliencePreset.DEFAULT.config());
    assertThat(one).isNotEqualTo(ResiliencePreset.DEFAULT.builder().maxAttempts(4).build());
    assertThat(one).isNotEqualTo(ResiliencePreset.HIGH_AVAILABILITY.config());
  }

  @Test
  void anUnknownPresetListsTheKnown() {
    assertRefused(
        () -> ResiliencePreset.parse("fast"),
        "The resilience preset must be one of disabled, default, high_availability, batch_processing, was 'fast'.");
  }

  @Test
  void badSettingsAreRefusedAtOnce() {
    ResilienceConfig.Builder builder = ResilienceConfig.builder();
    assertRefused(() -> builder.maxAttempts(-7), "maxAttempts must be 1..100, was -7.");
    assertRefused(() -> builder.maxAttempts(101), "maxAttempts must be 1..100, was 101.");
    assertRefused(() -> builder.budgetRatio(1.5), "budgetRatio must be 0..1, was 1.5.");
    assertRefused(() -> builder.budgetRatio(Double.NaN), "budgetRatio must be 0..1, was NaN.");
    assertRefused(
        () -> builder.hedgeAfter(Duration.ZERO), "hedgeAfter must be 1 ms..1 h, was PT0S.");
    assertRefused(
        () -> builder.hedgeAfter(Duration.ofSeconds(Long.MAX_VALUE)),
        "hedgeAfter must be 1 ms..1 h, was PT2562047788015215H30M7S.");
    assertRefused(
        () -> Backoff.fixed(Duration.ZERO), "The delay of a backoff must be 1 ms..1 h, was PT0S.");
    assertRefused(
        () -> Backoff.linear(SECOND, Duration.ofMillis(999)),
        "The longest delay of a backoff must be PT1S (its first)..1 h, was PT0.999S.");
    assertRefused(() -> Backoff.jittered(SECOND, SECOND, -0.1), "jitter must be 0..1, was -0.1.");
    assertRefused(
        () -> new BreakerConfig(0, SECOND, 1),
        "The failures that open a breaker must be 1..1000, were 0.");
    assertRefused(
        () -> new BreakerConfig(1, Duration.ZERO, 1),
        "A breaker must be open for 1 ms..1 day, was PT0S.");
    assertRefused(
        () -> new BreakerConfig(1, SECOND, 0), "The probes of a breaker must be 1..100, were 0.");
  }

  @Test
  void pausesGrowAsTheirStrategySays() {
    Backoff fixed = Backoff.fixed(SECOND);
    Backoff linear = Backoff.linear(SECOND, Duration.ofSeconds(5));
    Backoff exponential = Backoff.exponential(SECOND, Duration.ofSeconds(5));
    assertThat(fixed.pause(9)).isEqualTo(SECOND);
    assertThat(linear.pause(3)).isEqualTo(Duration.ofSeconds(3));
    assertThat(linear.pause(9)).isEqualTo(Duration.ofSeconds(5));
    assertThat(exponential.pause(1)).isEqualTo(SECOND);
    assertThat(exponential.pause(3)).isEqualTo(Duration.ofSeconds(4));
    assertThat(exponential.pause(1_000)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void jitterSpreadsPausesBothWaysAndNoFurther() {
    Backoff jittered = Backoff.jittered(SECOND, Duration.ofSeconds(60), 0.2);
    long shortest = Long.MAX_VALUE;
    long longest = 0;
    for (int i = 0; i < 10_000; i++) {
      long millis = jittered.pause(2).toMillis();
      assertThat(millis).isBetween(1_600L, 2_400L);
      shortest = Math.min(shortest, millis);
      longest = Math.max(longest, millis);
    }
    assertThat(shortest).isLessThan(1_700);
    assertThat(longest).isGreaterThan(2_300);
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
