package io.fastflight.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Holds where a command writes: results to {@code out}, everything else to {@code err}, both UTF-8
 * whatever the machine's locale is.
 *
 * @param out not buffered: whoever writes much writes in pieces of some size
 * @param err for people
 * @param outIsTerminal whether a person sees {@code out}
 * @param errIsTerminal whether a person sees {@code err}
 */
public record Console(
    OutputStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal) {
  private static final String PREFIX = "fastflight: ";

  /**
   * Returns the process's own streams.
   *
   * <p>Java cannot ask which of them is a terminal, so the launcher does and says so in the system
   * property {@code fastflight.terminals}.
   */
  public static Console system() {
    List<String> terminals = List.of(System.getProperty("fastflight.terminals", "").split(","));
    return new Console(
        new NamedOutput(new FileOutputStream(FileDescriptor.out), "standard output"),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        terminals.contains("out"),
        terminals.contains("err"));
  }

  /**
   * Prints lines as results.
   *
   * @throws IOException if nobody reads them any more
   */
  public void print(List<String> lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /**
   * Prints one line as a result.
   *
   * @throws IOException if nobody reads it any more
   */
  public void print(String line) throws IOException {
    print(List.of(line));
  }

  /** Says on one line why the command failed. */
  public void error(String message) {
    err.println(PREFIX + oneLine(message));
  }

  /** Says on one line what a person should know though the command goes on. */
  public void warn(String message) {
    err.println(PREFIX + "warning: " + oneLine(message));
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
