package io.fastflight.cli.config;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.cli.output.TextTable;
import io.fastflight.cli.output.TextTable.Column;
import io.fastflight.declared.DeclaredServices;
import io.fastflight.declared.DeclaredServices.Tried;
import io.fastflight.declared.FaultyFileException;
import io.fastflight.declared.FileSchema;
import io.fastflight.declared.Surroundings;
import io.fastflight.params.JsonText;
import io.fastflight.wire.JvmFlags;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says whether a file of sources, services, a policy and limits can be served from. */
@Command(
    name = "check-config",
    description = {
      "Says whether a file of sources, services, a policy and limits can be served from.",
      "%nReads the file, opens every source, asks every service for its columns, and holds the rules of its policy against them. Tells all faults with line and column, or else what each service returns.",
      "%nThe other options are a server's: give those that it is started with, since rules may name their services and roles."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight check-config fastflight.yaml",
      "  fastflight check-config fastflight.yaml --api-keys api-keys",
      "  fastflight check-config --schema"
    })
public final class CheckConfigCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "The YAML file.")
  @Nullable Path file;

  @Mixin private ServiceOptions services;
  @Mixin private CallerFileOptions callers;

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
    ConfigFile config = new ConfigFile(checked, console);
    try (CodedServices others = CodedServices.besideFile(services, console);
        DeclaredServices declared =
            config.read(
                new Surroundings(System.getenv(), others.registry().build(), callers.known()))) {
      TextTable table =
          TextTable.uncut(
              List.of(Column.text("SERVICE"), Column.text("SOURCE"), Column.text("COLUMNS")));
      declared.services().forEach(tried -> table.add(cells(tried)));
      console.print(table.lines());
      return ExitCode.OK;
    } catch (FaultyFileException faulty) {
      config.tell(faulty);
      console.error("%s has %s.".formatted(checked, ConfigFile.count(faulty)));
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
