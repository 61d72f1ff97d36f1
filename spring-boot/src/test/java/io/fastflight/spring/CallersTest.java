package io.fastflight.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.security.Authentication;
import io.fastflight.security.Authenticator;
import io.fastflight.security.Credential;
import io.fastflight.security.audit.AuditLog;
import io.fastflight.service.Identity;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** With an authentication among the beans, callers have to say who they are. */
class CallersTest {
  /** Knows one token; slow, as one that asks somebody else, or not. */
  private record OneToken(boolean mayBlock) implements Authenticator {
    @Override
    public Optional<Identity> authenticate(Credential credential) {
      return credential instanceof Credential.Token token && token.text().reveal().equals("t0k")
          ? Optional.of(new Identity("kim", Set.of(), Map.of()))
          : Optional.empty();
    }

    @Override
    public Optional<String> challenge() {
      return Optional.of("Bearer");
    }

    @Override
    public boolean mayBlock(Credential credential) {
      return mayBlock;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Quick {
    @Bean
    Authentication authentication() {
      return Authentication.by(new OneToken(false));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Slow {
    @Bean
    Authentication authentication() {
      return Authentication.by(new OneToken(true));
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {Quick.class, Slow.class})
  void callerWhomNobodyKnowsGetsPagesAndHealthOnly(Class<?> way, BufferAllocator allocator)
      throws Exception {
    try (TestApp app = new TestApp(allocator, way)) {
      for (String path : new String[] {"/services", "/stream/test.rows", "/openapi.json"}) {
        HttpResponse<byte[]> refused = app.get("/fastflight" + path);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("www-authenticate")).isPresent();
        assertThat(new String(refused.body(), UTF_8)).contains("UNAUTHENTICATED");
        assertThat(app.get("/fastflight" + path, "authorization", "Bearer wrong").statusCode())
            .isEqualTo(401);
        assertThat(app.get("/fastflight" + path, "authorization", "Bearer t0k").statusCode())
            .isEqualTo(200);
        assertThat(app.get("/fastflight" + path, "x-api-key", "t0k").statusCode()).isEqualTo(200);
      }
      assertThat(app.post("{\"param_type\": \"test.rows\"}").statusCode()).isEqualTo(401);
      assertThat(app.get("/fastflight/health/ready").statusCode()).isEqualTo(200);
      assertThat(app.get("/fastflight/docs").statusCode()).isEqualTo(200);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Audited {
    @Bean
    AuditLog auditLog(Environment environment) {
      return AuditLog.builder(Path.of(environment.getRequiredProperty("test.audit"))).open();
    }
  }

  @Test
  void everyCallIsInTheAuditLogUnderTheIdThatItsAnswerHas(
      @TempDir Path folder, BufferAllocator allocator) throws Exception {
    Path log = folder.resolve("audit.log");
    List<String> ids = new ArrayList<>();
    try (TestApp app = new TestApp(allocator, Quick.class, Audited.class, "test.audit=" + log)) {
      ids.add(callId(app.get("/fastflight/services")));
      ids.add(callId(app.get("/fastflight/stream/test.rows", "authorization", "Bearer t0k")));
      ids.add(callId(app.get("/fastflight/stream/test.nothing", "authorization", "Bearer t0k")));
    }
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(3);
    for (String id : ids) {
      assertThat(lines).filteredOn(line -> line.contains("\"" + id + "\"")).hasSize(1);
    }
    assertThat(lines).filteredOn(line -> line.contains("\"UNAUTHENTICATED\"")).hasSize(1);
    assertThat(lines).filteredOn(line -> line.contains("\"NOT_FOUND\"")).hasSize(1);
    assertThat(lines).filteredOn(line -> line.contains("\"kim\"")).hasSize(2);
  }

  private static String callId(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("fastflight-call-id").orElseThrow();
  }

  @Test
  void bodyOfARefusedCallerIsNotWaitedFor(BufferAllocator allocator) throws Exception {
    try (TestApp app = new TestApp(allocator, Quick.class);
        var raw = app.raw()) {
      raw.send(
          "POST /fastflight/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{");
      assertThat(raw.head().get(0)).isEqualTo("HTTP/1.1 401");
      assertThat(raw.content()).contains("UNAUTHENTICATED");
    }
  }
}
