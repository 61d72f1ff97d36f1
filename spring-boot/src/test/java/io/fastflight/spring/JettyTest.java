package io.fastflight.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fastflight.testkit.http.RawHttp;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The servlet in Jetty, which tells of less than Tomcat and leaves more to be ended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JettyTest extends BodyEnds {
  private static final String ENDLESS = "{\"param_type\": \"test.wide\", \"batches\": -1}";

  private BufferAllocator memory;
  private TestApp app;

  @BeforeAll
  void start(BufferAllocator allocator) {
    memory = allocator;
    app =
        new TestApp(
            allocator,
            TestApp.ON_JETTY,
            "fastflight.close-grace=20s",
            "fastflight.http.request-timeout=1s",
            "fastflight.http.read-timeout=1s");
  }

  /** No call is left over, or the stop would wait for it. */
  @AfterAll
  void stopsAtOnce() {
    assertStopsAtOnce(app);
  }

  private static void assertStopsAtOnce(TestApp app) {
    long begun = System.nanoTime();
    app.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
  }

  @Override
  TestApp app() {
    return app;
  }

  @Test
  void containerIsJetty() {
    ServletContext container =
        ((ServletWebServerApplicationContext) app.context).getServletContext();
    assertThat(container.getServerInfo()).startsWith("jetty/");
  }

  @Test
  void streamInHttp10IsRefused() throws Exception {
    try (RawHttp http =
        app.raw().send("GET /fastflight/stream/test.rows HTTP/1.0\r\nHost: localhost\r\n\r\n")) {
      assertThat(http.head().get(0)).contains(" 505");
      assertThat(http.content()).contains("A stream needs HTTP/1.1 or newer");
    }
  }

  @Test
  void failureBeforeTheFirstBatchIsAStatus() throws Exception {
    var answer = app.get("/fastflight/stream/test.fail_open");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(new String(answer.body(), UTF_8)).contains("\"code\":\"SOURCE_FAILED\"");
  }

  /** Jetty tells that a write failed, and waits for good until it is told that the call is over. */
  @Test
  void callersThatLeaveGiveTheirMemoryBackAndDoNotHoldUpTheStop(BufferAllocator own)
      throws Exception {
    try (TestApp left = new TestApp(own, TestApp.ON_JETTY, "fastflight.close-grace=20s")) {
      List<RawHttp> callers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        callers.add(new RawHttp(left.port(), 16 * 1024).stream(ENDLESS));
      }
      for (RawHttp caller : callers) {
        caller.head();
        assertThat(caller.in().readNBytes(100_000)).hasSize(100_000);
        caller.leave();
      }
      assertReleased(own);
      assertStopsAtOnce(left); // Spring Boot would wait 30 s for calls that Jetty takes for open
    }
  }

  @Test
  void readerThatTakesNothingIsCut() throws Exception {
    try (RawHttp http = new RawHttp(app.port(), 16 * 1024)) {
      http.stream(ENDLESS).head();
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(memory.getAllocatedMemory()).isZero());
      assertThat(http.body().terminated()).isFalse();
    }
  }

  @Test
  void requestThatComesSlowlyIsToldSo() throws Exception {
    try (RawHttp http =
        app.raw()
            .send(
                "POST /fastflight/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")) {
      assertThat(http.head().get(0)).startsWith("HTTP/1.1 408");
      assertThat(http.content()).contains("The request did not arrive within 1000 ms.");
    }
  }

  private static void assertReleased(BufferAllocator allocator) {
    await()
        .atMost(Duration.ofSeconds(1))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(allocator.getAllocatedMemory()).isZero());
  }
}
