package io.fastflight.cli;

import io.fastflight.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs commands in this JVM and keeps what they print. */
public final class TestConsole {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console;

  public TestConsole() {
    this(false);
  }

  public TestConsole(boolean terminal) {
    this.console =
        new Console(out, new PrintStream(err, true, StandardCharsets.UTF_8), terminal, terminal);
  }

  public Console console() {
    return console;
  }

  /** Returns the exit code. */
  public int run(String... args) {
    return CommandRunner.run(console, args);
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public byte[] outBytes() {
    return out.toByteArray();
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Returns the same without the ids that servers gave the calls they refused. */
  String errWithoutCallIds() {
    return err().replaceAll(" \\(call [0-9a-f]{32}\\)", "");
  }
}
