package io.fastflight.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.testkit.http.RawHttp;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
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
    Process process = start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      String ready = out.readLine();
      assertThat(ready).as("its first line").startsWith("port ");
      int port = Integer.parseInt(ready.substring("port ".length()));
      try (RawHttp http = get(port, "test.rows?rows=25&format=csv")) {
        assertThat(http.head().get(0)).isEqualTo("HTTP/1.1 200 OK");
        RawHttp.Body body = http.body();
        assertThat(new String(body.bytes(), UTF_8).lines()).hasSize(26);
        assertThat(body.terminated()).isTrue();
      }
      try (RawHttp http = get(port, "test.fail_at_batch?batch=2&format=csv")) {
        assertThat(http.head().get(0)).isEqualTo("HTTP/1.1 200 OK");
        assertThat(http.body().terminated()).isFalse();
      }
      process.getOutputStream().close();
      assertThat(out.readLine()).isEqualTo("ended");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static RawHttp get(int port, String service) throws Exception {
    return new RawHttp(port)
        .send("GET /fastflight/stream/%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(service));
  }

  private static Process start() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            classPath(),
            BareAppMain.class.getName(),
            TestApp.ON_JETTY)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
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
