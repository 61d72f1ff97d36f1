package io.fastflight.cli.read;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.output.TextTable;
import io.fastflight.client.retry.Backoff;
import io.fastflight.client.retry.BreakerConfig;
import io.fastflight.client.retry.ResilienceConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the settings of one preset of the client's resilience. */
@Command(
    name = "show-resilience-config",
    description = "Shows the settings of a resilience preset.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight show-resilience-config",
      "  fastflight show-resilience-config --preset high_availability"
    })
public final class ShowResilienceConfigCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private PresetOption preset;

  /** Creates the command, which prints to {@code console}. */
  public ShowResilienceConfigCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ResilienceConfig config = preset.preset().config();
    TextTable table =
        TextTable.uncut(List.of(TextTable.Column.text("SETTING"), TextTable.Column.text("VALUE")));
    table.add(List.of("preset", preset.preset().word()));
    table.add(List.of("attempts", Integer.toString(config.maxAttempts())));
    if (config.maxAttempts() > 1) {
      table.add(List.of("pause", pause(config.backoff())));
      table.add(List.of("extra calls", percent(config.budgetRatio()) + " of all calls at most"));
    }
    table.add(List.of("breaker", config.breaker().map(this::breaker).orElse("none")));
    table.add(List.of("hedging", config.hedgeAfter().map(d -> "after " + text(d)).orElse("none")));
    console.print(table.lines());
    return ExitCode.OK;
  }

  private static String pause(Backoff backoff) {
    String grown =
        backoff.strategy() == Backoff.Strategy.FIXED
            ? text(backoff.delay())
            : "from %s to %s".formatted(text(backoff.delay()), text(backoff.maxDelay()));
    String jitter = backoff.jitter() > 0 ? ", +-" + percent(backoff.jitter()) : "";
    return backoff.strategy().word() + ", " + grown + jitter;
  }

  private String breaker(BreakerConfig breaker) {
    return "opens after %s failures in a row for %s, closes after %s good %s"
        .formatted(
            breaker.failures(),
            text(breaker.openFor()),
            breaker.probes(),
            breaker.probes() == 1 ? "probe" : "probes");
  }

  private static String percent(double ratio) {
    return BigDecimal.valueOf(ratio * 100).stripTrailingZeros().toPlainString() + " %";
  }

  private static String text(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }
}
