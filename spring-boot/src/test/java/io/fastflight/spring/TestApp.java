package io.fastflight.spring;

import io.fastflight.service.ServicePlugin;
import io.fastflight.testkit.http.RawHttp;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import io.fastflight.testkit.sample.WideService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.apache.arrow.memory.BufferAllocator;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A real application with the sample services, on Tomcat unless it is told otherwise, and the JDK's
 * client to call it.
 */
final class TestApp implements AutoCloseable {
  /** The setting that makes Jetty the container: of two that are there, one is left out. */
  static final String ON_JETTY =
      "spring.autoconfigure.exclude=org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration";

  private static final String ON_TOMCAT =
      "spring.autoconfigure.exclude=org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";

  private final HttpClient http = HttpClient.newHttpClient();
  final SlowService slow = new SlowService();
  final ConfigurableApplicationContext context;

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Application {}

  /** Starts it with more configurations, or settings such as {@code a.b=c}. */
  TestApp(BufferAllocator allocator, Object... more) {
    SpringApplicationBuilder builder =
        new SpringApplicationBuilder(Application.class)
            .properties(
                ON_TOMCAT,
                "server.address=127.0.0.1",
                "server.port=0",
                "spring.main.banner-mode=off",
                "spring.main.register-shutdown-hook=false",
                "fastflight.close-grace=2s")
            .initializers(
                context -> {
                  GenericApplicationContext beans = (GenericApplicationContext) context;
                  beans.registerBean(
                      FastFlightAutoConfiguration.ALLOCATOR,
                      BufferAllocator.class,
                      () -> allocator,
                      definition -> {
                        definition.setDestroyMethodName(""); // the test closes it
                        definition.setAutowireCandidate(true);
                      });
                  beans.registerBean(
                      ServicePlugin.class,
                      () ->
                          registry ->
                              registry
                                  .registerAll(SampleServices.builder(slow))
                                  .register(WideService.Wide.class, new WideService()));
                });
    for (Object one : more) {
      if (one instanceof Class<?> configuration) {
        builder.sources(configuration);
      } else {
        builder.properties((String) one);
      }
    }
    context = builder.run();
  }

  int port() {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(30));
  }

  HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofByteArray());
  }

  RawHttp raw() throws IOException {
    return new RawHttp(port());
  }

  HttpResponse<byte[]> post(String json) throws IOException, InterruptedException {
    return send(request("/fastflight/stream").POST(BodyPublishers.ofString(json)).build());
  }

  @Override
  public void close() {
    context.close();
  }
}
