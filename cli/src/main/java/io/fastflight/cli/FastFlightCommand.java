package io.fastflight.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program itself: without a command it asks for one. */
@Command(
    name = "fastflight",
    description = "Serves data as Apache Arrow over Flight and HTTP, and reads it.",
    versionProvider = FastFlightCommand.FromManifest.class,
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well; a server was stopped by SIGTERM or SIGINT",
      "1:the server, its source, the network or a file failed; a port is in use",
      "2:the command line is wrong",
      "3:the server refused the request: wrong parameters, unknown service",
      "4:the stream broke after its first rows: what was written is not the whole result",
      "130, 141, 143:ended by SIGINT, by a pipe that nobody reads, by SIGTERM"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight demo",
      "  fastflight start-all",
      "  fastflight services",
      "  fastflight describe demo.flights",
      "  fastflight query demo.flights --param origin=SEA --max-rows 5",
      "%nEach command has a --help with examples of its own."
    })
final class FastFlightCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  boolean version;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say which command.");
  }

  /** Tells picocli the version. */
  static final class FromManifest implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Version.text()};
    }
  }
}
