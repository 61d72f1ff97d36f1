package io.fastflight.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.StreamRequest;
import io.fastflight.spring.servlet.FastFlightServlet;
import io.fastflight.testkit.http.RawHttp;
import io.fastflight.testkit.sample.WideService;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.InputStream;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the application shows of itself, and how it stops. */
class LifeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String WAITS = "{\"param_type\": \"test.slow\", \"batches\": 2}";

  @Test
  void stoppingLetsAStreamEndAndRefusesNewCalls(BufferAllocator allocator) throws Exception {
    try (TestApp app = new TestApp(allocator, "fastflight.close-grace=20s")) {
      RawHttp running = app.raw().stream("{\"param_type\": \"test.wide\", \"batches\": 30}");
      running.head();
      running.in().readNBytes(1_000_000);
      RawHttp late = app.raw();
      CompletableFuture<Void> stopping = CompletableFuture.runAsync(app::close);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                late.send("GET /fastflight/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(late.head().get(0)).isEqualTo("HTTP/1.1 503");
                assertThat(late.content()).contains("This server is shutting down.");
              });
      assertThat(stopping).isNotDone();
      late.close();
      int rest = 0;
      for (int count = 0; count >= 0; count = running.in().read(new byte[1 << 16])) {
        rest += count;
      }
      assertThat(rest).isGreaterThan(29_000_000);
      running.close();
      stopping.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void stoppingCutsWhatDoesNotEndInTime(BufferAllocator allocator) throws Exception {
    try (TestApp app = new TestApp(allocator, "fastflight.close-grace=0s");
        RawHttp begun = app.raw().stream(WAITS);
        RawHttp silent = app.raw().stream("{\"param_type\": \"test.slow\"}");
        RawHttp unread =
            new RawHttp(app.port(), 16 * 1024)
                .stream("{\"param_type\": \"test.wide\", \"batches\": -1}")) {
      begun.head();
      unread.head();
      assertThat(app.slow.awaitWaiting(2, PATIENCE)).isTrue();
      long start = System.nanoTime();
      app.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
      assertThat(begun.body().terminated()).isFalse();
      assertThat(silent.head().get(0)).isEqualTo("HTTP/1.1 503");
      assertThat(unread.body().terminated()).isFalse();
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void actuatorShowsHealthAndMeters(BufferAllocator allocator) throws Exception {
    try (TestApp app = new TestApp(allocator, "management.endpoint.health.show-details=always")) {
      String health = new String(app.get("/actuator/health").body(), UTF_8);
      assertThat(health).contains("\"fastflight\":{\"status\":\"UP\"}");
      app.get("/fastflight/stream/test.rows?rows=7");
      MeterRegistry meters = app.context.getBean(MeterRegistry.class);
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          meters
                              .get("fastflight.rows")
                              .tags("service", "test.rows", "door", "http")
                              .counter()
                              .count())
                      .isEqualTo(7));
      assertThat(meters.get("fastflight.streams.open").gauge().value()).isZero();
    }
  }

  @Test
  void serverThatCannotBeReachedIsDownWithoutAWordOfWhy(BufferAllocator allocator)
      throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0)) {
      nobody = free.getLocalPort();
    }
    try (TestApp app =
        new TestApp(
            allocator,
            "management.endpoint.health.show-details=always",
            "fastflight.client.location=grpc://127.0.0.1:" + nobody,
            "fastflight.client.resilience=disabled")) {
      String health = new String(app.get("/actuator/health").body(), UTF_8);
      assertThat(health)
          .contains(
              "\"fastflightClient\":{\"details\":{\"code\":\"UNAVAILABLE\"},\"status\":\"DOWN\"}")
          .doesNotContain(Integer.toString(nobody));
    }
  }

  @Test
  void clientIsABeanAndCanBeWhatHttpAnswersFrom(BufferAllocator allocator) throws Exception {
    try (TestApp behind =
            new TestApp(allocator, "fastflight.flight.enabled=true", "fastflight.flight.port=0");
        TestApp front =
            new TestApp(
                allocator,
                "fastflight.client.location=" + behind.context.getBean(FlightDoor.class).location(),
                "fastflight.http.bridge=true")) {
      FastFlightClient client = front.context.getBean(FastFlightClient.class);
      try (Table table = client.fetch(StreamRequest.of("test.rows", Map.of("rows", 5)))) {
        assertThat(table.rowCount()).isEqualTo(5);
      }
      assertThat(front.get("/fastflight/stream/test.rows?format=csv").statusCode()).isEqualTo(200);
      assertThat(new String(front.get("/fastflight/services/test.rows").body(), UTF_8))
          .contains("\"name\":\"test.rows\"")
          .doesNotContain("\"flight\":"); // the server behind need not be for callers
      MeterRegistry meters = front.context.getBean(MeterRegistry.class);
      await()
          .untilAsserted(
              () ->
                  assertThat(meters.get("fastflight.rows").tag("door", "http").counter().count())
                      .isEqualTo(10));
      assertThat(meters.get("fastflight.pool.limit").gauge().value()).isEqualTo(64);
    }
  }

  @Test
  void applicationWithoutServicesHasNoneOfIt() {
    SpringApplicationBuilder plain =
        new SpringApplicationBuilder(TestApp.Application.class)
            .web(WebApplicationType.NONE)
            .properties("spring.main.banner-mode=off");
    try (ConfigurableApplicationContext context = plain.run()) {
      assertThat(context.getBeansOfType(Engine.class)).isEmpty();
      assertThat(context.getBeansOfType(FastFlightClient.class)).isEmpty();
      assertThat(context.getBeansOfType(FastFlightServlet.class)).isEmpty();
    }
  }

  @Test
  void applicationThatOnlyReadsHasAClientAndNoPaths() {
    SpringApplicationBuilder reader =
        new SpringApplicationBuilder(TestApp.Application.class)
            .properties(
                "spring.main.banner-mode=off",
                "server.address=127.0.0.1",
                "server.port=0",
                "fastflight.client.location=grpc://127.0.0.1:1");
    try (ConfigurableApplicationContext context = reader.run()) {
      assertThat(context.getBeansOfType(FastFlightClient.class)).hasSize(1);
      assertThat(context.getBeansOfType(FastFlightServlet.class)).isEmpty();
    }
  }

  @Test
  void bridgeWithoutAServerBehindItIsRefused(BufferAllocator allocator) {
    assertThatThrownBy(() -> new TestApp(allocator, "fastflight.http.bridge=true"))
        .rootCause()
        .hasMessage(
            "fastflight.http.bridge is true, and there is no client to answer from. Set fastflight.client.location.");
  }

  @Test
  void serviceWhoseParamsNobodyCanKnowIsRefused(BufferAllocator allocator) {
    assertThatThrownBy(() -> new TestApp(allocator, Untyped.class))
        .rootCause()
        .hasMessage(
            "The type of the bean 'untyped' does not say which params it takes. Have its @Bean method return DataService<YourParams>, or make it a class that implements that.");
  }

  @Configuration(proxyBeanMethods = false)
  static class Untyped {
    @Bean
    DataService<?> untyped() {
      DataService<WideService.Wide> service = (params, context) -> null;
      return service;
    }
  }

  @Test
  void servicesAreFoundByTheTypesOfTheirBeans(BufferAllocator allocator) throws Exception {
    try (TestApp app = new TestApp(allocator, Typed.class)) {
      assertThat(new String(app.get("/fastflight/stream/more.lambda?format=csv").body(), UTF_8))
          .isEqualTo("id\r\n");
      assertThat(new String(app.get("/fastflight/stream/more.class?format=csv").body(), UTF_8))
          .isEqualTo("id\r\n");
    }
  }

  @WireName("more.lambda")
  record ByLambda() implements DataParams {}

  @WireName("more.class")
  record ByClass() implements DataParams {}

  static class NoRows implements DataService<ByClass> {
    @Override
    public BatchReader open(ByClass params, ServiceContext context) {
      return new WideService().open(new WideService.Wide(0), context);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Typed {
    @Bean
    DataService<ByLambda> byLambda() {
      return (params, context) -> new WideService().open(new WideService.Wide(0), context);
    }

    @Bean
    NoRows byClass() {
      return new NoRows();
    }
  }

  @Test
  void settingsAreDescribedForEditors() throws Exception {
    try (InputStream metadata =
        FastFlightProperties.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      assertThat(new String(metadata.readAllBytes(), UTF_8))
          .contains("\"fastflight.http.prefix\"", "what every path begins with")
          .contains("\"fastflight.client.location\"");
    }
  }

  @Test
  void prefixThatWouldTakeTheWholeApplicationIsRefused(BufferAllocator allocator) {
    assertThatThrownBy(() -> new TestApp(allocator, "fastflight.http.prefix="))
        .rootCause()
        .hasMessage(
            "prefix must be like /fastflight, was empty: what is at / belongs to the application.");
  }
}
