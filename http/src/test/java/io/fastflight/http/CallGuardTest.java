package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.engine.Engine;
import io.fastflight.testkit.http.RawHttp;
import io.fastflight.testkit.sample.SampleServices;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the door answers, and who may read it in a browser. */
class CallGuardTest {
  private static final String PATH = "/fastflight/services";

  private static FastFlightHttpServer.Builder builder(BufferAllocator allocator) {
    return FastFlightHttpServer.builder(new Engine(SampleServices.registry(), allocator)).port(0);
  }

  private static List<String> head(FastFlightHttpServer server, String request) throws Exception {
    try (RawHttp http = new RawHttp(server.port())) {
      return http.send(request.replace("\n", "\r\n") + "\r\n\r\n").head();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8000",
        "127.0.0.1",
        "127.0.0.1:1",
        "[::1]",
        "[::1]:8000",
        "10.0.0.4",
        "data.example.org",
        "Data.Example.org:443"
      })
  void callUnderANameOfOursIsAnswered(String host, BufferAllocator allocator) throws Exception {
    try (FastFlightHttpServer server = builder(allocator).allowHost("data.example.org").start()) {
      assertThat(head(server, "GET " + PATH + " HTTP/1.1\nHost: " + host))
          .startsWith("HTTP/1.1 200 OK");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000"})
  void callUnderAnyOtherNameIsRefused(String host, BufferAllocator allocator) throws Exception {
    try (FastFlightHttpServer server = builder(allocator).start();
        RawHttp http = new RawHttp(server.port())) {
      http.send("GET " + PATH + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      assertThat(http.head()).startsWith("HTTP/1.1 421 Misdirected Request");
      assertThat(http.content())
          .contains("\"code\":\"PERMISSION_DENIED\"", "does not answer for the host '");
    }
  }

  @Test
  void anyNameWillDoWhereTheServerSaysSo(BufferAllocator allocator) throws Exception {
    try (FastFlightHttpServer server = builder(allocator).allowHost("*").start()) {
      assertThat(head(server, "GET " + PATH + " HTTP/1.1\nHost: any.example"))
          .startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void noPageMayReadUnlessItsOriginIsAllowed(BufferAllocator allocator) throws Exception {
    try (FastFlightHttpServer server =
        builder(allocator).allowOrigin("https://app.example.org").start()) {
      String get = "GET " + PATH + " HTTP/1.1\nHost: localhost\nOrigin: ";
      assertThat(head(server, get + "https://app.example.org"))
          .contains("access-control-allow-origin: https://app.example.org", "vary: origin");
      for (String other : List.of("https://evil.example", "http://app.example.org", "null", "*")) {
        assertThat(head(server, get + other))
            .startsWith("HTTP/1.1 200 OK")
            .noneMatch(line -> line.startsWith("access-control"));
      }
    }
    try (FastFlightHttpServer server = builder(allocator).start()) {
      assertThat(head(server, "GET " + PATH + " HTTP/1.1\nHost: localhost\nOrigin: https://a.b"))
          .noneMatch(line -> line.startsWith("access-control"));
    }
  }

  @Test
  void browserThatAsksFirstIsToldWhatItMay(BufferAllocator allocator) throws Exception {
    try (FastFlightHttpServer server =
        builder(allocator).allowOrigin("https://app.example.org").start()) {
      String asks =
          "OPTIONS /fastflight/stream HTTP/1.1\nHost: localhost\nAccess-Control-Request-Method: POST\nOrigin: ";
      assertThat(head(server, asks + "https://app.example.org"))
          .startsWith("HTTP/1.1 204 No Content")
          .contains(
              "access-control-allow-origin: https://app.example.org",
              "access-control-allow-methods: POST",
              "access-control-allow-headers: accept, authorization, content-type, fastflight-batch-rows, fastflight-call-id, fastflight-compression, x-api-key");
      assertThat(head(server, asks + "https://evil.example"))
          .startsWith("HTTP/1.1 405 Method Not Allowed");
    }
  }

  @Test
  void streamsAreReadableForAnAllowedOrigin(BufferAllocator allocator) throws Exception {
    try (FastFlightHttpServer server =
        builder(allocator).allowOrigin("https://app.example.org").start()) {
      assertThat(
              head(
                  server,
                  "GET /fastflight/stream/test.rows HTTP/1.1\nHost: localhost\nOrigin: https://app.example.org"))
          .contains(
              "access-control-allow-origin: https://app.example.org",
              "vary: accept, accept-encoding, origin");
    }
  }

  @Test
  void everyAnswerKeepsBrowsersFromGuessing(BufferAllocator allocator) throws Exception {
    try (FastFlightHttpServer server = builder(allocator).start()) {
      for (String start :
          List.of(
              "GET / HTTP/1.1\nHost: localhost",
              "GET /nothing HTTP/1.1\nHost: localhost",
              "GET " + PATH + " HTTP/1.1\nHost: evil.example",
              "GET /fastflight/stream/test.rows HTTP/1.1\nHost: localhost",
              "nonsense")) {
        List<String> head = head(server, start);
        assertThat(head)
            .contains("x-content-type-options: nosniff", "referrer-policy: no-referrer");
        assertThat(head.stream().filter(line -> line.startsWith("content-security-policy: ")))
            .singleElement()
            .asString()
            .contains("default-src 'self'", "frame-ancestors 'none'")
            .doesNotContain("unsafe");
      }
    }
  }

  @Test
  void readerThatTakesNothingIsCut(BufferAllocator allocator) throws Exception {
    try (TestDoor door =
            new TestDoor(
                allocator,
                java.net.http.HttpClient.Version.HTTP_1_1,
                b -> b.readTimeout(Duration.ofMillis(300)));
        RawHttp http = new RawHttp(door.server.port(), 4_096)) {
      http.stream("{\"param_type\": \"test.wide\", \"batches\": 0}").head();
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> allocator.getAllocatedMemory() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.b/path", "a.b", "*", "https://*.example.org", "ftp://a.b"})
  void whatIsNoOriginIsRefusedAtTheStart(String origin, BufferAllocator allocator) {
    assertThatThrownBy(() -> builder(allocator).allowOrigin(origin).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "An origin must be like https://app.example.org, without a path, was '%s'."
                .formatted(origin));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b:80", "http://a.b", "a b", ""})
  void whatIsNoHostIsRefusedAtTheStart(String host, BufferAllocator allocator) {
    assertThatThrownBy(() -> builder(allocator).allowHost(host).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("A host must be a name without a port");
  }
}
