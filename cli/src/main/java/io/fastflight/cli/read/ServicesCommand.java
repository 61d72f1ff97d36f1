package io.fastflight.cli.read;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.output.TextTable;
import io.fastflight.client.FastFlightClient;
import io.fastflight.params.JsonText;
import io.fastflight.service.ServiceDescription;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the services of a server. */
@Command(
    name = "services",
    description = "Lists the services of a Flight server.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight services",
      "  fastflight services --flight-location grpc://10.0.0.4:8815 --json"
    })
public final class ServicesCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ServerOption server;

  @Option(names = "--json", description = "Print the whole catalogue as one JSON array.")
  private boolean json;

  /** Creates the command, which prints to {@code console}. */
  public ServicesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    try (FastFlightClient client = server.connect()) {
      List<ServiceDescription> services = client.services();
      if (json) {
        console.print(JsonText.write(services.stream().map(ServiceDescription::toMap).toList()));
      } else {
        console.print(table(services));
      }
    }
    return ExitCode.OK;
  }

  private static List<String> table(List<ServiceDescription> services) {
    TextTable table =
        TextTable.uncut(
            List.of(TextTable.Column.text("NAME"), TextTable.Column.text("DESCRIPTION")));
    services.forEach(service -> table.add(List.of(service.name(), service.description())));
    return table.lines();
  }
}
