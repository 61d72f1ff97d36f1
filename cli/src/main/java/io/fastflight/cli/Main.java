package io.fastflight.cli;

import io.fastflight.cli.console.Console;

/** Starts the command line. */
public final class Main {
  private Main() {}

  /**
   * Runs the command that {@code args} name, and exits with its exit code.
   *
   * <p>The version is told before anything else is loaded: programs ask for it often.
   */
  public static void main(String[] args) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      System.out.println(Version.text());
      return;
    }
    System.exit(CommandRunner.run(Console.system(), args));
  }
}
