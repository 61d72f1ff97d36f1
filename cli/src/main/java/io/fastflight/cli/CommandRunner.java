package io.fastflight.cli;

import io.fastflight.cli.config.CheckConfigCommand;
import io.fastflight.cli.config.PolicyCommand;
import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.console.ReaderGoneException;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.cli.demo.DemoCommand;
import io.fastflight.cli.read.DescribeCommand;
import io.fastflight.cli.read.ListResiliencePresetsCommand;
import io.fastflight.cli.read.QueryCommand;
import io.fastflight.cli.read.ServicesCommand;
import io.fastflight.cli.read.ShowResilienceConfigCommand;
import io.fastflight.cli.secure.DevCertsCommand;
import io.fastflight.cli.secure.KeysCommand;
import io.fastflight.cli.secure.UsersCommand;
import io.fastflight.cli.serve.StartAllCommand;
import io.fastflight.cli.serve.StartFlightServerCommand;
import io.fastflight.cli.serve.StartRestServerCommand;
import io.fastflight.error.FastFlightException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Parses the arguments, runs the command, and tells a failure on one line. */
final class CommandRunner {
  static final String VERBOSE = "--verbose";

  private CommandRunner() {}

  /** Returns the exit code. */
  static int run(Console console, String... args) {
    boolean verbose = Arrays.asList(args).contains(VERBOSE);
    Logging.configure(verbose);
    return commandLine(console, verbose, args.length == 0 ? "" : args[0]).execute(args);
  }

  /**
   * Returns the command line.
   *
   * @param name of the one command that will run: the others are then left out, since reading the
   *     options of all takes longer than most commands; any other text keeps them all
   */
  static CommandLine commandLine(Console console, boolean verbose, String name) {
    Map<String, Function<Console, Object>> commands = commands();
    CommandLine root = command(new FastFlightCommand());
    commands.forEach(
        (other, make) -> {
          if (other.equals(name) || !commands.containsKey(name)) {
            root.addSubcommand(command(make.apply(console)));
          }
        });
    root.setOut(new PrintWriter(new OutputStreamWriter(console.out(), StandardCharsets.UTF_8)));
    root.setErr(
        new PrintWriter(new OutputStreamWriter(console.err(), StandardCharsets.UTF_8), true));
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setParameterExceptionHandler((wrong, arguments) -> misused(console, wrong));
    root.setExecutionExceptionHandler(
        (failure, command, parsed) -> failed(console, failure, verbose));
    return root;
  }

  private static Map<String, Function<Console, Object>> commands() {
    Map<String, Function<Console, Object>> commands = new LinkedHashMap<>();
    commands.put("demo", DemoCommand::new);
    commands.put("start-all", StartAllCommand::new);
    commands.put("start-flight-server", StartFlightServerCommand::new);
    commands.put("start-rest-server", StartRestServerCommand::new);
    commands.put("check-config", CheckConfigCommand::new);
    commands.put("policy", PolicyCommand::new);
    commands.put("keys", KeysCommand::new);
    commands.put("users", UsersCommand::new);
    commands.put("dev-certs", DevCertsCommand::new);
    commands.put("services", ServicesCommand::new);
    commands.put("describe", DescribeCommand::new);
    commands.put("query", QueryCommand::new);
    commands.put("list-resilience-presets", ListResiliencePresetsCommand::new);
    commands.put("show-resilience-config", ShowResilienceConfigCommand::new);
    return commands;
  }

  private static CommandLine command(Object command) {
    CommandLine line = new CommandLine(command).addMixin("common", new CommonOptions());
    line.getCommandSpec()
        .usageMessage()
        .autoWidth(true)
        .descriptionHeading("%n")
        .parameterListHeading("%n")
        .optionListHeading("%nOptions:%n");
    return line;
  }

  private static int misused(Console console, ParameterException wrong) {
    console.error(String.valueOf(wrong.getMessage()));
    PrintWriter err = wrong.getCommandLine().getErr();
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.printf("Try '%s --help'.%n", wrong.getCommandLine().getCommandSpec().qualifiedName());
    err.flush();
    return ExitCode.USAGE;
  }

  private static int failed(Console console, Exception failure, boolean verbose) {
    if (verbose) {
      failure.printStackTrace(console.err());
    }
    if (!(failure instanceof ReaderGoneException) && !isEnding()) {
      console.error(message(failure));
    }
    return ExitCode.of(failure);
  }

  /** Returns whether a signal is ending the process: then what fails now fails because of it. */
  private static boolean isEnding() {
    Thread probe = new Thread(() -> {}, "fastflight-probe");
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException ending) {
      return true;
    }
  }

  /** Returns by which id the server's log knows the call, where a server refused one. */
  private static String call(Exception failure) {
    return failure instanceof FastFlightException known
        ? known.callId().map(" (call %s)"::formatted).orElse("")
        : "";
  }

  private static String message(Exception failure) {
    boolean ours =
        failure instanceof FastFlightException
            || failure instanceof WrongUsageException
            || failure instanceof IOException;
    return ours
        ? failure.getMessage() + call(failure)
        : "A fault of this program: %s. Run it again with %s, and report what it says."
            .formatted(failure, VERBOSE);
  }
}
