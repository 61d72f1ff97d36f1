package io.fastflight.cli.serve;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.cli.output.TextTable;
import io.fastflight.cli.output.TextTable.Column;
import io.fastflight.declared.DeclaredServices;
import io.fastflight.declared.DeclaredServices.Tried;
import io.fastflight.declared.FaultyFileException;
import io.fastflight.declared.FileSchema;
import io.fastflight.params.JsonText;
import io.fastflight.wire.JvmFlags;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says whether a file of sources and services can be served from. */
@Command(
    name = "check-config",
    description = {
      "Says whether a file of sources and services can be served from.",
      "%nReads the file, opens every source, and asks every service for its columns. Tells all faults with line and column, or else what each service returns."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fastflight check-config fastflight.yaml", "  fastflight check-config --schema"})
public final class CheckConfigCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "The YAML file.")
  @Nullable Path file;

  @Option(names = "--schema", description = "Print the JSON schema of such a file and exit.")
  boolean schema;

  /** Creates the command, which prints to {@code console}. */
  public CheckConfigCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    JvmFlags.requireArrowAccess();
    if (schema) {
      console.print(JsonText.write(FileSchema.asMap()));
      return ExitCode.OK;
    }
    Path checked = file;
    if (checked == null) {
      throw new WrongUsageException("Name the file to check: fastflight check-config FILE.");
    }
    try (DeclaredServices services = LiveConfig.read(checked)) {
      TextTable table =
          TextTable.uncut(
              List.of(Column.text("SERVICE"), Column.text("SOURCE"), Column.text("COLUMNS")));
      services.services().forEach(tried -> table.add(cells(tried)));
      console.print(table.lines());
      return ExitCode.OK;
    } catch (FaultyFileException faulty) {
      LiveConfig.tell(console, checked, faulty);
      console.error("%s has %s.".formatted(checked, LiveConfig.count(faulty)));
      return ExitCode.FAILED;
    }
  }

  private static List<String> cells(Tried tried) {
    String columns =
        tried.schema().getFields().stream()
            .map(field -> field.getName() + " " + field.getType())
            .collect(Collectors.joining(", "));
    return List.of(tried.name(), tried.source(), columns);
  }
}
