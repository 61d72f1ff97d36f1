package io.fastflight.benchmark;

import io.fastflight.benchmark.cases.WrongResultException;
import io.fastflight.benchmark.fleet.ChildFailedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts a benchmark by its name: {@code ./fastflight bench wire}. */
@Command(
    name = "fastflight bench",
    description = "Measures what the documents claim.",
    subcommands = {
      WireCommand.class,
      MemoryCommand.class,
      ClientCommand.class,
      SourcesCommand.class,
      HttpCommand.class,
      SecurityCommand.class
    },
    synopsisSubcommandLabel = "(wire | memory | client | sources | http | security)",
    mixinStandardHelpOptions = true)
public final class Main {
  private Main() {}

  /** Runs the benchmark named first, and exits: 0 if it ran, 1 if it failed, 2 for wrong usage. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
    return line;
  }

  private static int failed(Exception failure) {
    if (failure instanceof WrongResultException
        || failure instanceof ChildFailedException
        || failure instanceof IllegalArgumentException) {
      System.err.println("fastflight: " + failure.getMessage());
      return failure instanceof IllegalArgumentException ? 2 : 1;
    }
    failure.printStackTrace();
    return 1;
  }
}
