package io.fastflight.cli;

import picocli.CommandLine.Option;

/** The options every command has. */
final class CommonOptions {
  /** Whether the help is asked for; picocli answers. */
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  /** Whether to say more; read from the arguments before they are parsed. */
  @Option(
      names = CommandRunner.VERBOSE,
      description = "Log what happens, and show stack traces of failures.")
  boolean verbose;
}
