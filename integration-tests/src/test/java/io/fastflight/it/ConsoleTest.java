package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.engine.Engine;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The console in a real Chromium; what it must do is in {@code console/src/test/browser}. */
class ConsoleTest {
  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES) // a browser on a busy machine is slow
  void aPersonCanFindRunSeeAndTakeAway(BufferAllocator memory) throws Exception {
    BrowserScript script = BrowserScript.named("console.mjs");
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty())) {
      String root = server.httpBase().replace("/fastflight", "/");
      assertThat(script.run(Map.of(), root)).endsWith("all good");
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
}
