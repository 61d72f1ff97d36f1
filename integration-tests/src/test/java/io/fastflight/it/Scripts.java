package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Runs the tests' scripts in other languages. */
final class Scripts {
  private Scripts() {}

  /** Runs one until it ends, well and in time; returns what it printed. */
  static String run(ProcessBuilder script, Duration patience) throws Exception {
    Path output = Files.createTempFile("script", ".txt");
    try {
      Process process = script.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      String text = Files.readString(output, StandardCharsets.UTF_8).strip();
      assertThat(ended).as("ended in time, printed: %s", text).isTrue();
      assertThat(process.exitValue()).as(text).isZero();
      return text;
    } finally {
      Files.delete(output);
    }
  }
}
