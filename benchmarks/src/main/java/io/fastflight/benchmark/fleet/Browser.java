package io.fastflight.benchmark.fleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a Chromium and what the checkout drives it with: FASTFLIGHT_CHROMIUM, or Debian's. */
public final class Browser {
  private static final String CHROMIUM = "FASTFLIGHT_CHROMIUM";
  private static final Path CONSOLE =
      Path.of(System.getProperty("fastflight.home", ""), "console").toAbsolutePath();

  private final String chromium;

  private Browser(String chromium) {
    this.chromium = chromium;
  }

  /** Returns a browser, if there is one, and the packages of the console that drive it. */
  public static Optional<Browser> find() {
    if (!Files.isDirectory(CONSOLE.resolve("node_modules/playwright-core"))) {
      return Optional.empty();
    }
    return Stream.of(
            System.getenv().getOrDefault(CHROMIUM, ""),
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome")
        .filter(program -> !program.isEmpty() && Files.isExecutable(Path.of(program)))
        .findFirst()
        .map(Browser::new);
  }

  /** Returns the words that run a script of the console's tests. */
  public List<String> command(String script, String... arguments) {
    Path file = CONSOLE.resolve("src/test/browser").resolve(script);
    return Stream.concat(Stream.of("node", file.toString()), Stream.of(arguments)).toList();
  }

  /** Returns what such a script wants to know of the environment. */
  public Map<String, String> environment() {
    return Map.of(CHROMIUM, chromium);
  }
}
