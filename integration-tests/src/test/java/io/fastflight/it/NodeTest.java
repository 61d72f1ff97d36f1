package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.testkit.sample.SlowService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code apache-arrow} for JavaScript in Node; what must hold is in {@code console/src/test}. */
class NodeTest {
  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void javaScriptReadsStreamsAndTakesNoBrokenOneForWhole(BufferAllocator memory) throws Exception {
    boolean ready =
        BrowserScript.hasNode()
            && Files.isDirectory(BrowserScript.CONSOLE.resolve("node_modules/apache-arrow"));
    if (!ready) {
      System.err.println(
          "*** NOT TESTED: apache-arrow for JavaScript. It needs Node and npm. See CONTRIBUTING. ***");
    }
    Assumptions.assumeTrue(ready, "no Node, or no packages of the console");
    Path script = BrowserScript.CONSOLE.resolve("src/test/node/read.mjs");
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty())) {
      ProcessBuilder node = new ProcessBuilder("node", script.toString(), server.httpBase());
      assertThat(Scripts.run(node, Duration.ofSeconds(200))).endsWith("all good");
    }
  }
}
