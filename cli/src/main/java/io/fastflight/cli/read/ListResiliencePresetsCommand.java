package io.fastflight.cli.read;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.output.TextTable;
import io.fastflight.client.retry.ResiliencePreset;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists the presets of the client's resilience. */
@Command(
    name = "list-resilience-presets",
    description = "Lists the presets that say when a client makes a failed call again.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight list-resilience-presets",
      "  fastflight query demo.echo --param message=hello --resilience-preset high_availability"
    })
public final class ListResiliencePresetsCommand implements Callable<Integer> {
  private final Console console;

  /** Creates the command, which prints to {@code console}. */
  public ListResiliencePresetsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    TextTable table =
        TextTable.uncut(List.of(TextTable.Column.text("PRESET"), TextTable.Column.text("FOR")));
    for (ResiliencePreset preset : ResiliencePreset.values()) {
      table.add(List.of(preset.word(), preset.purpose()));
    }
    console.print(table.lines());
    return ExitCode.OK;
  }
}
