package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.engine.Engine;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The console in a real Chromium; what it must do is in {@code console/src/test/browser}. */
class ConsoleTest {
  private static final Path CONSOLE = Path.of("../console").toAbsolutePath().normalize();

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES) // a browser on a busy machine is slow
  void aPersonCanFindRunSeeAndTakeAway(BufferAllocator memory) throws Exception {
    String chromium = chromium();
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty())) {
      String root = server.httpBase().replace("/fastflight", "/");
      assertThat(drive(chromium, root)).endsWith("all good");
    }
  }

  @Test
  void thePageKnowsThePrefixOfItsServer(BufferAllocator memory) throws Exception {
    try (FastFlightHttpServer server =
        FastFlightHttpServer.builder(new Engine(SampleServices.registry(), memory))
            .port(0)
            .prefix("/data/v1")
            .start()) {
      HttpRequest first = HttpRequest.newBuilder(URI.create(server.location() + "/")).build();
      String page = HttpClient.newHttpClient().send(first, BodyHandlers.ofString()).body();
      assertThat(page).contains("<meta name=\"fastflight-prefix\" content=\"data/v1\"");
    }
  }

  private static String drive(String chromium, String root) throws Exception {
    Path output = Files.createTempFile("console", ".txt");
    try {
      Path script = CONSOLE.resolve("src/test/browser/console.mjs");
      ProcessBuilder node = new ProcessBuilder("node", script.toString(), root);
      node.environment().put("FASTFLIGHT_CHROMIUM", chromium);
      Process process = node.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      boolean ended = process.waitFor(220, TimeUnit.SECONDS);
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

  /** Returns a Chromium, or skips the test loudly. {@code .ci/run} installs Debian's. */
  private static String chromium() {
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

  private static boolean hasNode() {
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
