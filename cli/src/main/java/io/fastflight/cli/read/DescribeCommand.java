package io.fastflight.cli.read;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.output.TextTable;
import io.fastflight.cli.output.TextTable.Column;
import io.fastflight.client.FastFlightClient;
import io.fastflight.params.JsonText;
import io.fastflight.service.ServiceDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Describes one service: its parameters, and a command that reads from it. */
@Command(
    name = "describe",
    description = "Describes a service, its parameters, and a query that works.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight describe demo.flights",
      "  fastflight describe demo.flights --json",
      "%nThe JSON form has the JSON schema of a request under \"parameters\"."
    })
public final class DescribeCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ServerOption server;

  @Option(names = "--json", description = "Print the description as one JSON object.")
  private boolean json;

  @Parameters(paramLabel = "NAME", description = "The name of the service, or an alias of it.")
  private String name = "";

  /** Creates the command, which prints to {@code console}. */
  public DescribeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    try (FastFlightClient client = server.connect()) {
      ServiceDescription service = client.describe(name);
      if (json) {
        console.print(service.toJson());
      } else {
        console.print(page(service));
      }
    }
    return ExitCode.OK;
  }

  private List<String> page(ServiceDescription service) {
    List<String> lines = new ArrayList<>();
    lines.add(service.name());
    if (!service.description().isEmpty()) {
      lines.add("  " + service.description());
    }
    if (!service.aliases().isEmpty()) {
      lines.add("  Also known as " + String.join(", ", service.aliases()));
    }
    lines.add("");
    lines.addAll(parameters(service));
    lines.add("");
    lines.add("Example");
    lines.add("  " + example(service));
    return lines;
  }

  private static List<String> parameters(ServiceDescription service) {
    Collection<Parameter> parameters = Parameter.of(service).values();
    if (parameters.isEmpty()) {
      return List.of("It has no parameters.");
    }
    TextTable table =
        TextTable.uncut(
            List.of(
                Column.text("PARAMETER"),
                Column.text("TYPE"),
                Column.text("DEFAULT"),
                Column.text("ALLOWED"),
                Column.text("DESCRIPTION")));
    for (Parameter parameter : parameters) {
      table.add(
          List.of(
              parameter.name(),
              parameter.typeText(),
              parameter.defaultText(),
              parameter.allowedText(),
              parameter.description()));
    }
    return table.lines();
  }

  private String example(ServiceDescription service) {
    StringBuilder command = new StringBuilder("fastflight query ").append(service.name());
    for (Map.Entry<String, Object> field : service.example().orElse(Map.of()).entrySet()) {
      command.append(" --param ").append(quoted(field.getKey() + "=" + text(field.getValue())));
    }
    if (!server.isDefault()) {
      command.append(" --flight-location ").append(server.location());
    }
    return command.toString();
  }

  private static String text(Object value) {
    boolean structured = value instanceof Map || value instanceof Collection;
    return structured ? JsonText.write(value) : String.valueOf(value);
  }

  /** Quotes for a shell what the shell would take apart. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
