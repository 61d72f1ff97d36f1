package io.fastflight.benchmark;

import io.fastflight.benchmark.cases.Settings;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How often the cases of a benchmark are measured, where nothing else of their size is asked. */
final class RoundsOption {
  @Option(names = "--rounds", description = "That count; 7 by default, 3 with --quick.")
  private Optional<Integer> rounds = Optional.empty();

  /** Returns the sizes of a full run or a quick one, with these rounds. */
  Settings settings(OutputOptions output) {
    return (output.quick ? Settings.quick() : Settings.full()).withRounds(rounds);
  }
}
