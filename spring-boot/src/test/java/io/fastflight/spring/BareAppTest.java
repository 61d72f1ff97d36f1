package io.fastflight.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.testkit.ServingProcess;
import io.fastflight.testkit.http.RawHttp;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * An application on Jetty with neither Tomcat nor Actuator nor its meters: in a process of its own,
 * for what is on this one's class path any class can link to.
 */
class BareAppTest {
  private static final List<String> ABSENT =
      List.of("tomcat", "actuator", "spring-boot-health", "micrometer-core", "micrometer-metrics");

  @Test
  void startsStreamsAndEndsWithoutWhatIsOptional() throws Exception {
    try (ServingProcess app =
        ServingProcess.start(BareAppMain.class, classPath(), TestApp.ON_JETTY)) {
      try (RawHttp http = get(app.port(), "test.rows?rows=25&format=csv")) {
        assertThat(http.head().get(0)).isEqualTo("HTTP/1.1 200 OK");
        RawHttp.Body body = http.body();
        assertThat(new String(body.bytes(), UTF_8).lines()).hasSize(26);
        assertThat(body.terminated()).isTrue();
      }
      try (RawHttp http = get(app.port(), "test.fail_at_batch?batch=2&format=csv")) {
        assertThat(http.head().get(0)).isEqualTo("HTTP/1.1 200 OK");
        assertThat(http.body().terminated()).isFalse();
      }
      app.process().getOutputStream().close();
      assertThat(app.readLine()).isEqualTo("ended");
      assertThat(app.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(app.process().exitValue()).isZero();
    }
  }

  private static RawHttp get(int port, String service) throws Exception {
    return new RawHttp(port)
        .send("GET /fastflight/stream/%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(service));
  }

  private static String classPath() {
    String all = System.getProperty("java.class.path");
    String kept =
        Arrays.stream(all.split(File.pathSeparator))
            .filter(
                jar -> ABSENT.stream().noneMatch(Path.of(jar).getFileName().toString()::contains))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(all).contains("tomcat-embed-core", "spring-boot-actuator", "micrometer-core");
    assertThat(kept).contains("jetty").doesNotContain("tomcat-embed-core");
    return kept;
  }
}
