package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The packaged program in a process that writes to files, so that no pipe of ours fills or stays
 * open.
 */
public final class Program implements AutoCloseable {
  static final Path DIST =
      Path.of(System.getProperty("fastflight.dist", "../cli/target/dist"))
          .toAbsolutePath()
          .normalize();
  static final Path LAUNCHER = DIST.resolve("../../../fastflight").normalize();

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Path outFile;
  private final Path errFile;

  private Program(Process process, Path outFile, Path errFile) {
    this.process = process;
    this.outFile = outFile;
    this.errFile = errFile;
  }

  /** Starts the launcher with these arguments, in {@code folder}. */
  public static Program start(Path folder, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(arguments);
    return begin(folder, environment, command);
  }

  /** Starts any command, whose output goes into {@code files}. */
  static Program begin(Path files, Map<String, String> environment, List<String> command)
      throws IOException {
    Path out = Files.createTempFile(files, "out", ".txt");
    Path err = Files.createTempFile(files, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(files.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("FASTFLIGHT_BUILD", "never");
    List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
        .forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    Program program = new Program(builder.start(), out, err);
    program.process.getOutputStream().close();
    return program;
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("%s ended", process.info().commandLine())
        .isTrue();
    return process.exitValue();
  }

  /** Returns what it has printed. */
  public String out() throws IOException {
    return Files.readString(outFile);
  }

  /** Returns what it has told, without the lines of a launcher that prepares itself. */
  public String err() throws IOException {
    return Files.readString(errFile).replaceAll("(?m)^fastflight: Preparing .*\\R", "");
  }

  /** Waits for the line that says where a server is. */
  public String ready() throws IOException {
    Awaitility.await().atMost(PATIENCE).until(() -> out().endsWith("\n") || !process.isAlive());
    return out();
  }

  /** Returns where Flight is, as that line says. */
  public String flight() throws IOException {
    return ready().replaceAll("(?s).*flight=(\\S+).*", "$1");
  }

  /** Returns where HTTP is, as that line says. */
  public String http() throws IOException {
    return ready().replaceAll("(?s).*http=(\\S+).*", "$1");
  }

  /** Returns the number of its process. */
  public long pid() {
    return process.pid();
  }

  /** Sends a signal: {@code TERM}, {@code INT}, {@code HUP}. */
  public void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /** Kills it, as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
  }

  /** Ends it if it runs. */
  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
