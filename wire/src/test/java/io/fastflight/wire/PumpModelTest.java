package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs {@link PumpModel} in a JVM of its own. */
class PumpModelTest {
  private static final String ALL_HOLD = "Signals holds\nStream holds\nBudget holds";

  private static String check(String strategy) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+EnableDynamicAgentLoading",
            "-cp",
            System.getProperty("java.class.path"),
            PumpModel.class.getName(),
            strategy);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void requireAllHold(String output) {
    List<String> holds = output.lines().filter(line -> line.endsWith(" holds")).toList();
    assertThat(String.join("\n", holds)).as(output).isEqualTo(ALL_HOLD);
  }

  @Test
  void noInterleavingLosesASignalAnEndOrAShare() throws Exception {
    requireAllHold(check("interleavings"));
  }

  @Test
  void noThreadsLoseASignalAnEndOrAShare() throws Exception {
    requireAllHold(check("threads"));
  }
}
