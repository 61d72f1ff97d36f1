package io.fastflight.cli.config;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.declared.DeclaredServices;
import io.fastflight.declared.FaultyFileException;
import io.fastflight.declared.Surroundings;
import io.fastflight.params.JsonText;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.wire.JvmFlags;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a policy shows to whom. */
@Command(
    name = "policy",
    description = {
      "Says what the policy of a file shows to whom.",
      "%n'explain' names the rules that speak of a caller and a service, which rows and columns the caller sees by all of them, or why none. It opens the file as a server does, and a file with a fault is told as 'check-config' tells it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight policy explain --as ada --api-keys api-keys sales.orders",
      "  fastflight policy explain --as ada --role analyst --claim region=north sales.orders --json"
    })
public final class PolicyCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "ACTION", description = "explain")
  private String action = "";

  @Parameters(
      index = "1",
      paramLabel = "SERVICE",
      description = "The name of a service, or an alias of it.")
  private String service = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "fastflight.yaml",
      description = "The file that has the policy. Default: ${DEFAULT-VALUE}")
  private Path config = Path.of("fastflight.yaml");

  @Option(names = "--json", description = "Print the explanation as one JSON object.")
  private boolean json;

  @Mixin private CallerOptions caller;
  @Mixin private ServiceOptions services;

  /** Creates the command, which prints to {@code console}. */
  public PolicyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    JvmFlags.requireArrowAccess();
    if (!action.equals("explain")) {
      throw new WrongUsageException("policy does explain, not '%s'.".formatted(action));
    }
    Identity identity = caller.identity();
    ConfigFile file = new ConfigFile(config, console);
    try (CodedServices others = CodedServices.besideFile(services, console);
        DeclaredServices declared =
            file.read(
                new Surroundings(
                    System.getenv(), others.registry().build(), caller.files().known()))) {
      ServiceRegistry.Builder all = ServiceRegistry.builder().registerAll(others.registry());
      declared.registerAll(all);
      Explanation explanation = Explanation.of(declared, identity, all.build().service(service));
      if (json) {
        console.print(JsonText.write(explanation.toMap()));
      } else {
        console.print(explanation.lines());
      }
      return ExitCode.OK;
    } catch (FaultyFileException faulty) {
      file.tell(faulty);
      console.error("%s has %s.".formatted(config, ConfigFile.count(faulty)));
      return ExitCode.FAILED;
    }
  }
}
