package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResilienceCommandsTest {
  @Test
  void presetsAreListed() {
    TestConsole console = new TestConsole();
    assertThat(console.run("list-resilience-presets")).isZero();
    assertThat(console.out().lines().map(line -> line.split(" ", 2)[0]))
        .containsExactly(
            "PRESET",
            "-----------------",
            "disabled",
            "default",
            "high_availability",
            "batch_processing");
  }

  @Test
  void aPresetIsShownWithAllItsSettings() {
    TestConsole console = new TestConsole();
    assertThat(console.run("show-resilience-config", "--preset", "high_availability")).isZero();
    assertThat(console.out().lines().map(String::stripTrailing))
        .contains(
            "preset       high_availability",
            "attempts     5",
            "pause        jittered, from 0.5 s to 8 s, +-20 %",
            "extra calls  10 % of all calls at most",
            "breaker      opens after 3 failures in a row for 15 s, closes after 1 good probe",
            "hedging      none");
  }

  @Test
  void theDisabledPresetHasNothingToShow() {
    TestConsole console = new TestConsole();
    assertThat(console.run("show-resilience-config", "--preset", "disabled")).isZero();
    assertThat(console.out()).contains("attempts  1").doesNotContain("pause").contains("none");
  }

  @Test
  void anUnknownPresetIsWrongUsage() {
    TestConsole console = new TestConsole();
    assertThat(console.run("show-resilience-config", "--preset", "fast")).isEqualTo(2);
    assertThat(console.err())
        .contains(
            "The resilience preset must be one of disabled, default, high_availability, batch_processing, was 'fast'.");
    TestConsole query = new TestConsole();
    assertThat(query.run("services", "--resilience-preset", "fast")).isEqualTo(2);
  }
}
