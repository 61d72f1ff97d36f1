package io.fastflight.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A script of {@code console/src/test/browser} and the Chromium it drives.
 *
 * @param script in Node's JavaScript
 * @param chromium the browser's program
 */
record BrowserScript(Path script, String chromium) {
  static final Path CONSOLE = Path.of("../console").toAbsolutePath().normalize();

  /** Returns the script of that name, or skips the test loudly. */
  static BrowserScript named(String name) {
    return new BrowserScript(CONSOLE.resolve("src/test/browser").resolve(name), findChromium());
  }

  /**
   * Runs it until it ends; returns what it printed.
   *
   * @param variables of its environment, for what is secret
   */
  String run(Map<String, String> variables, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("node", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder node = new ProcessBuilder(command);
    node.environment().putAll(variables);
    node.environment().put("FASTFLIGHT_CHROMIUM", chromium);
    return Scripts.run(node, Duration.ofSeconds(220));
  }

  /** Returns a Chromium, or skips the test loudly. {@code .ci/run} installs Debian's. */
  private static String findChromium() {
    Optional<String> found =
        Stream.of(
                System.getenv().getOrDefault("FASTFLIGHT_CHROMIUM", ""),
                "/usr/bin/chromium",
                "/usr/bin/chromium-browser",
                "/usr/bin/google-chrome")
            .filter(path -> !path.isEmpty() && Files.isExecutable(Path.of(path)))
            .findFirst();
    boolean ready =
        found.isPresent()
            && hasNode()
            && Files.isDirectory(CONSOLE.resolve("node_modules/playwright-core"));
    if (!ready) {
      System.err.println(
          "*** NOT TESTED: the console in a browser. It needs Node, npm and Chromium (FASTFLIGHT_CHROMIUM). See CONTRIBUTING. ***");
    }
    Assumptions.assumeTrue(ready, "no Chromium, or no Node");
    return found.orElseThrow();
  }

  /** Tells whether Node runs here. */
  static boolean hasNode() {
    try {
      Process process =
          new ProcessBuilder("node", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
