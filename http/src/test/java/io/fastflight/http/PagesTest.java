package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.http.TwoDoors.Answer;
import io.fastflight.testkit.sample.SampleServices;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people look at, where there is no console on the class path. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
  private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

  private TwoDoors doors;

  @BeforeAll
  void start(BufferAllocator allocator) {
    doors = new TwoDoors(SampleServices.registry(), allocator);
  }

  @AfterAll
  void stop() {
    doors.close();
  }

  private Answer get(String path, String... headers) throws Exception {
    return doors.get(Way.IN_PROCESS, path, headers);
  }

  @Test
  void documentationLoadsAllItNeedsFromHere() throws Exception {
    Answer page = get("/fastflight/docs");
    assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.text()).doesNotContain("http:", "https:", "style=", "onclick");
    List<String> links = LINK.matcher(page.text()).results().map(match -> match.group(1)).toList();
    assertThat(links).hasSize(3);
    for (String link : links) {
      assertThat(get(link).status()).as(link).isEqualTo(200);
    }
    assertThat(page.text()).contains("data-document=\"/fastflight/openapi.json\"");
  }

  @Test
  void withoutAConsoleThePageSaysSo() throws Exception {
    Answer page = get("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).contains("was built without its console");
    for (String link : LINK.matcher(page.text()).results().map(match -> match.group(1)).toList()) {
      assertThat(get(link).status()).as(link).isEqualTo(200);
    }
  }

  @Test
  void filesAreCompressedAndNotSentTwice() throws Exception {
    String path = "/fastflight/docs/swagger-ui.css";
    Answer plain = get(path);
    assertThat(plain.header("content-type")).isEqualTo("text/css; charset=utf-8");
    Answer gzip = get(path, "Accept-Encoding", "gzip");
    assertThat(gzip.header("content-encoding")).isEqualTo("gzip");
    assertThat(gzip.body().length).isLessThan(plain.body().length / 4);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
        .isEqualTo(plain.body());
    Answer again = get(path, "If-None-Match", plain.header("etag"));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(gzip.header("etag")).isNotEqualTo(plain.header("etag"));
    Answer coded = get(path, "If-None-Match", gzip.header("etag"), "Accept-Encoding", "gzip");
    assertThat(coded.status()).isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/index.html",
        "/fastflight/docs/..%2f..%2fpom.properties",
        "/fastflight/docs/%2e%2e/start.js",
        "/..%2f..%2fhttp%2fdocs%2fstart.js",
        "/%2e%2e/http/docs/start.js",
        "/.hidden",
        "/io/fastflight/http/docs/start.js",
        "/fastflight/docs/index.class",
        "/a%00b",
        "/a//b"
      })
  void nothingElseOfTheClassPathIsServed(String path) throws Exception {
    assertThat(get(path).status()).isBetween(400, 404);
  }
}
