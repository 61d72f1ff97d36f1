package io.fastflight.benchmark.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds a Python that has pyarrow: FASTFLIGHT_PYTHON, or .venv of this folder or one above it. */
public final class Python {
  private final String executable;

  private Python(String executable) {
    this.executable = executable;
  }

  /** Returns a Python with pyarrow, if there is one. */
  public static Optional<Python> find() {
    Stream<String> candidates =
        Stream.concat(
            Optional.ofNullable(System.getenv("FASTFLIGHT_PYTHON")).stream(),
            folders().map(folder -> folder.resolve(".venv/bin/python").toString()));
    return candidates.filter(Python::hasPyarrow).findFirst().map(Python::new);
  }

  private static Stream<Path> folders() {
    Path here = Path.of(System.getProperty("fastflight.home", "")).toAbsolutePath();
    return Stream.iterate(here, folder -> folder != null, Path::getParent);
  }

  private static boolean hasPyarrow(String python) {
    return !python.isEmpty()
        && Files.isExecutable(Path.of(python))
        && imports(python, "pyarrow.flight, pyarrow.compute");
  }

  /** Tells whether it has another module, too. */
  boolean has(String module) {
    return imports(executable, module);
  }

  private static boolean imports(String python, String modules) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import " + modules)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      process.destroyForcibly();
      return ended && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns the program's path. */
  String executable() {
    return executable;
  }

  /** Copies a script of ours into {@code folder} and returns where it is. */
  static Path script(String name, Path folder) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = io.fastflight.benchmark.peers.Json.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("The script " + name + " is not in the jar of the benchmarks.");
      }
      if (!Files.exists(file)) {
        Files.copy(in, file);
      }
    }
    return file;
  }

  /** Returns the versions, as the report tells them. */
  public String versions() {
    try {
      Process process =
          new ProcessBuilder(
                  executable,
                  "-c",
                  "import sys, pyarrow; print('Python', sys.version.split()[0] + ', pyarrow', pyarrow.__version__)")
              .start();
      return new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .strip();
    } catch (IOException absent) {
      return "Python at " + executable;
    }
  }
}
