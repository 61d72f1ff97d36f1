package io.fastflight.client.retry;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names the settings that fit most callers, with the values of the original FastFlight. */
public enum ResiliencePreset {
  /** One try, no breaker: the caller handles every failure. */
  DISABLED("One try and no breaker: the caller handles every failure."),
  /** Three tries with growing pauses. */
  DEFAULT("For most callers: three tries with growing pauses."),
  /** Five quick tries, and a breaker that opens early. */
  HIGH_AVAILABILITY(
      "For callers who must have an answer soon: five quick tries, an early breaker."),
  /** Two tries far apart, and a patient breaker. */
  BATCH_PROCESSING("For jobs in the background: two tries far apart, a patient breaker.");

  private final String purpose;

  ResiliencePreset(String purpose) {
    this.purpose = purpose;
  }

  /** Returns what it is for, in a sentence. */
  public String purpose() {
    return purpose;
  }

  /** Returns the word for it, as it stands on command lines: {@code high_availability}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns its settings. */
  public ResilienceConfig config() {
    return builder().build();
  }

  /** Begins settings that differ from it. */
  public ResilienceConfig.Builder builder() {
    ResilienceConfig.Builder builder = ResilienceConfig.builder();
    return switch (this) {
      case DISABLED -> builder.maxAttempts(1).noBreaker();
      case DEFAULT ->
          builder
              .maxAttempts(3)
              .backoff(Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(16)))
              .breaker(new BreakerConfig(5, Duration.ofSeconds(30), 2));
      case HIGH_AVAILABILITY ->
          builder
              .maxAttempts(5)
              .backoff(Backoff.jittered(Duration.ofMillis(500), Duration.ofSeconds(8), 0.2))
              .breaker(new BreakerConfig(3, Duration.ofSeconds(15), 1));
      case BATCH_PROCESSING ->
          builder
              .maxAttempts(2)
              .backoff(Backoff.fixed(Duration.ofSeconds(5)))
              .breaker(new BreakerConfig(10, Duration.ofSeconds(60), 3));
    };
  }

  /**
   * Returns the preset of a word.
   *
   * @throws IllegalArgumentException if there is none; the message lists them
   */
  public static ResiliencePreset parse(String word) {
    for (ResiliencePreset preset : values()) {
      if (preset.word().equals(word)) {
        return preset;
      }
    }
    String known =
        Arrays.stream(values()).map(ResiliencePreset::word).collect(Collectors.joining(", "));
    String shown = word.length() <= 80 ? word : word.substring(0, 77) + "...";
    throw new IllegalArgumentException(
        "The resilience preset must be one of %s, was '%s'.".formatted(known, shown));
  }
}
