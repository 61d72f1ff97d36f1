package io.fastflight.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.testkit.http.RawHttp;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How bodies end: a whole one says so, and one that fails on the way cannot be taken for whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodyEndTest extends BodyEnds {
  private BufferAllocator memory;
  private TestApp app;

  /** What a host may have in front. */
  @Configuration(proxyBeanMethods = false)
  static class Closing {
    @Bean
    Filter closesConnections() {
      return (request, response, chain) -> {
        if (((HttpServletRequest) request).getHeader("x-close") != null) {
          ((HttpServletResponse) response).setHeader("Connection", "close");
        }
        chain.doFilter(request, response);
      };
    }
  }

  @BeforeAll
  void start(BufferAllocator allocator) {
    memory = allocator;
    app = new TestApp(allocator, Closing.class);
  }

  @AfterAll
  void stop() {
    app.close();
  }

  @Override
  TestApp app() {
    return app;
  }

  @Test
  void filterThatClosesConnectionsDoesNotTakeTheChunks() throws Exception {
    String json = "{\"param_type\": \"test.fail_at_batch\", \"batch\": 2}";
    try (RawHttp http =
        new RawHttp(app.port())
            .send(
                "POST /fastflight/stream?format=csv HTTP/1.1\r\nHost: localhost\r\nX-Close: 1\r\nContent-Length: %s\r\n\r\n%s"
                    .formatted(json.length(), json))) {
      assertThat(http.head().get(0)).isEqualTo("HTTP/1.1 200");
      assertThat(http.body().terminated()).isFalse();
    }
  }

  @Test
  void failureOfLinesIsItsLastLineAndNothingFollows() throws Exception {
    try (RawHttp http = get("test.fail_at_batch?batch=2&format=ndjson", "")) {
      http.head();
      List<String> lines = new String(http.body().bytes(), UTF_8).lines().toList();
      assertThat(lines).hasSize(21);
      assertThat(lines.get(20))
          .startsWith("{\"_error\":")
          .contains("test.fail_at_batch fails at batch 2, as asked.");
    }
  }

  @Test
  void arrowThatFailsIsNoStream() throws Exception {
    try (RawHttp http = get("test.fail_at_batch?batch=2&format=arrow", "")) {
      http.head();
      byte[] bytes = http.body().bytes();
      assertThatThrownBy(() -> Table.fromIpc(new ByteArrayInputStream(bytes), memory).close())
          .isInstanceOf(IncompleteStreamException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"arrow", "csv", "ndjson", "json"})
  void streamInHttp10IsRefused(String format) throws Exception {
    try (RawHttp http =
        new RawHttp(app.port())
            .send(
                "GET /fastflight/stream/test.fail_at_batch?batch=2&format=%s HTTP/1.0\r\nHost: localhost\r\n\r\n"
                    .formatted(format))) {
      assertThat(http.head().get(0)).contains(" 505");
      assertThat(http.content())
          .contains("A stream needs HTTP/1.1 or newer")
          .contains("\"code\":\"UNIMPLEMENTED\"");
    }
  }

  @Test
  void wholeAnswerInHttp10HasItsLength() throws Exception {
    try (RawHttp http =
        new RawHttp(app.port())
            .send("GET /fastflight/health/live HTTP/1.0\r\nHost: localhost\r\n\r\n")) {
      assertThat(http.head().get(0)).contains(" 200");
      assertThat(http.content()).isEqualTo("{\"status\":\"live\"}");
    }
  }

  @Test
  void headOfAStreamHasNoBody() throws Exception {
    try (RawHttp http =
        new RawHttp(app.port())
            .send(
                "HEAD /fastflight/stream/test.rows?format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .send("GET /fastflight/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      assertThat(http.head().get(0)).isEqualTo("HTTP/1.1 200");
      assertThat(http.head().get(0)).isEqualTo("HTTP/1.1 200");
      assertThat(http.content()).isEqualTo("{\"status\":\"live\"}");
    }
  }

  @Test
  void streamOfHttp2IsWholeOrReset(BufferAllocator allocator) throws Exception {
    HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    try (TestApp upgraded = new TestApp(allocator, "server.http2.enabled=true")) {
      HttpResponse<byte[]> whole =
          http2.send(
              upgraded.request("/fastflight/stream/test.rows?format=csv").build(),
              BodyHandlers.ofByteArray());
      assertThat(whole.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(new String(whole.body(), UTF_8).lines()).hasSize(11);
      HttpRequest fails =
          upgraded.request("/fastflight/stream/test.fail_at_batch?batch=2&format=csv").build();
      assertThatThrownBy(() -> http2.send(fails, BodyHandlers.ofByteArray()))
          .isInstanceOf(IOException.class);
    }
  }
}
