package io.fastflight.cli;

import io.fastflight.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands in this JVM: a program for each of some hundreds would take minutes. */
public final class CommandsHere {
  private CommandsHere() {}

  /** What came of a command. */
  public record Outcome(int exit, String out, String err) {}

  /** Runs one. */
  public static Outcome run(List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(out, new PrintStream(err, true, StandardCharsets.UTF_8), false, false);
    int exit = CommandRunner.run(console, arguments.toArray(String[]::new));
    return new Outcome(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
