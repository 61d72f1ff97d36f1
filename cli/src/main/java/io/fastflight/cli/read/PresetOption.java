package io.fastflight.cli.read;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.client.retry.ResiliencePreset;
import picocli.CommandLine.Option;

/** The option that names a preset of the client's resilience. */
public final class PresetOption {
  @Option(
      names = {"--preset", "--resilience-preset"},
      paramLabel = "PRESET",
      defaultValue = "default",
      description =
          "When a failed call is made again: disabled, default, high_availability or batch_processing. Default: ${DEFAULT-VALUE}")
  private String word = "default";

  /**
   * Returns the preset.
   *
   * @throws WrongUsageException if there is none of that name
   */
  public ResiliencePreset preset() {
    try {
      return ResiliencePreset.parse(word);
    } catch (IllegalArgumentException unknown) {
      throw new WrongUsageException("--resilience-preset: " + unknown.getMessage(), unknown);
    }
  }
}
