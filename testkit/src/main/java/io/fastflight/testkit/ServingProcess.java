package io.fastflight.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Serves in a JVM of its own: a class whose {@code main} prints {@code port N} first.
 *
 * <p><b>Ownership:</b> closing kills the process.
 *
 * <p><b>Threads:</b> used by one thread.
 */
public final class ServingProcess implements AutoCloseable {
  private static final String READY = "port ";

  private final Process process;
  private final BufferedReader out;
  private final int port;

  private ServingProcess(Process process) throws IOException {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String ready = out.readLine();
    if (ready == null || !ready.startsWith(READY)) {
      process.destroyForcibly();
      throw new IOException("The server did not start, it said: " + ready);
    }
    this.port = Integer.parseInt(ready.substring(READY.length()));
  }

  /**
   * Starts one and waits until it serves.
   *
   * @throws IOException if its first line is another
   */
  public static ServingProcess start(Class<?> main, String classPath, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                classPath,
                main.getName()));
    command.addAll(List.of(arguments));
    return new ServingProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** Returns where it serves. */
  public int port() {
    return port;
  }

  /** Returns its process: to end its input, to wait for it, to know its exit code. */
  public Process process() {
    return process;
  }

  /** Returns the next line it prints, or null at the end. */
  public @Nullable String readLine() throws IOException {
    return out.readLine();
  }

  /** Kills it, as {@code kill -9} does, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    try {
      kill();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt(); // it is killed all the same
    }
    out.close();
    process.getOutputStream().close();
    process.getErrorStream().close();
  }
}
