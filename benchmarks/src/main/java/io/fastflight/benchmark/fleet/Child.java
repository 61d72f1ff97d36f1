package io.fastflight.benchmark.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A child process that is spoken to in lines.
 *
 * <p><b>Ownership:</b> closing ends the process: its standard input is closed, it gets some
 * seconds, then it is killed, by its handle.
 *
 * <p><b>Threads:</b> used by one thread at a time; {@link #close} from any.
 */
public final class Child implements AutoCloseable {
  private static final int SECONDS_TO_END = 8;

  private final String name;
  private final Path log;
  private final Process process;
  private final Writer in;
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();

  /** A line the process printed, or the end of its output. */
  private record Line(String text, boolean last) {}

  /**
   * How to start a process.
   *
   * @param name in messages
   * @param command its words
   * @param environment added to this process's own
   * @param log file for what it says on standard error
   */
  public record Start(
      String name, List<String> command, Map<String, String> environment, Path log) {}

  private Child(Start start, Process process) {
    this.name = start.name;
    this.log = start.log;
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::readLines, "bench-reads-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a process. */
  public static Child start(Start start) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(start.command);
    builder.environment().putAll(start.environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(start.log.toFile()));
    return new Child(start, builder.start());
  }

  private void readLines() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(new Line(line, false));
      }
    } catch (IOException gone) {
      // told below
    }
    lines.add(new Line("", true));
  }

  /**
   * Waits for the next line.
   *
   * @throws ChildFailedException if the process ends or says nothing for {@code timeout}; with the
   *     end of its log
   */
  public String readLine(Duration timeout) throws InterruptedException {
    return poll(timeout)
        .orElseThrow(
            () ->
                new ChildFailedException(
                    "'%s' said nothing for %d s.%s"
                        .formatted(name, timeout.toSeconds(), logTail())));
  }

  /**
   * Waits for the next line, but not longer than {@code timeout}.
   *
   * @throws ChildFailedException if the process has ended; with the end of its log
   */
  public Optional<String> poll(Duration timeout) throws InterruptedException {
    Line line = lines.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
    if (line != null && line.last) {
      lines.add(line);
      process.waitFor(1, TimeUnit.SECONDS); // its output ends a moment before it does
      String code = process.isAlive() ? "" : " with the exit code " + process.exitValue();
      throw new ChildFailedException("'%s' has ended%s.%s".formatted(name, code, logTail()));
    }
    return Optional.ofNullable(line).map(Line::text);
  }

  /** Waits for the first line that begins with {@code start}, and returns what follows. */
  public String readLineAfter(String start, Duration timeout) throws InterruptedException {
    while (true) {
      String line = readLine(timeout);
      if (line.startsWith(start)) {
        return line.substring(start.length()).strip();
      }
    }
  }

  /** Sends a line. */
  public void send(String line) {
    try {
      in.write(line + "\n");
      in.flush();
    } catch (IOException gone) {
      throw new ChildFailedException(
          "'%s' takes no command: it has ended.%s".formatted(name, logTail()));
    }
  }

  /** Returns its handle. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  private String logTail() {
    try {
      List<String> said = Files.readAllLines(log);
      List<String> tail = said.subList(Math.max(0, said.size() - 15), said.size());
      return tail.isEmpty() ? "" : " It said:\n  " + String.join("\n  ", tail);
    } catch (IOException | UncheckedIOException unreadable) {
      return "";
    }
  }

  /** Asks a process that does not read its standard input to end, as SIGTERM does. */
  public void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException gone) {
      // it has ended
    }
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
