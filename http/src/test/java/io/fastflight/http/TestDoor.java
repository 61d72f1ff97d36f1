package io.fastflight.http;

import io.fastflight.engine.Engine;
import io.fastflight.params.JsonText;
import io.fastflight.service.CallId;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import io.fastflight.testkit.sample.WideService;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;

/** A real server over a real engine with the sample services, and the JDK's client to call it. */
final class TestDoor implements AutoCloseable {
  private final HttpClient client;
  final SlowService slow = new SlowService();
  final FastFlightHttpServer server;

  TestDoor(BufferAllocator allocator) {
    this(allocator, HttpClient.Version.HTTP_1_1, UnaryOperator.identity());
  }

  TestDoor(
      BufferAllocator allocator,
      HttpClient.Version version,
      UnaryOperator<FastFlightHttpServer.Builder> settings) {
    ServiceRegistry registry =
        SampleServices.builder(slow)
            .register(MoreServices.Picky.class, MoreServices::picky)
            .register(WideService.Wide.class, new WideService())
            .build();
    FastFlightHttpServer.Builder builder =
        FastFlightHttpServer.builder(new Engine(registry, allocator))
            .port(0)
            .closeGrace(Duration.ofSeconds(2));
    server = settings.apply(builder).start();
    client = HttpClient.newBuilder().version(version).build();
  }

  URI uri(String path) {
    return URI.create(server.location() + path);
  }

  HttpRequest.Builder streamRequest(String json) {
    return HttpRequest.newBuilder(uri(server.prefix() + "/stream"))
        .timeout(Duration.ofSeconds(30))
        .POST(BodyPublishers.ofString(json));
  }

  HttpResponse<InputStream> open(String json) throws IOException, InterruptedException {
    return open(streamRequest(json).build());
  }

  HttpResponse<InputStream> open(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofInputStream());
  }

  Refusal refusal(String json) throws IOException, InterruptedException {
    return refusal(streamRequest(json).build());
  }

  Refusal refusal(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    return Refusal.of(response);
  }

  @Override
  public void close() {
    server.close();
  }

  /** What a failed call is told. */
  record Refusal(int status, String code, String message, boolean retryable, String allow) {
    static Refusal of(HttpResponse<String> response) {
      Map<String, Object> body = JsonText.readObject(response.body());
      if (!body.keySet().equals(Set.of("error"))
          || !response.headers().firstValue("content-type").orElse("").equals("application/json")
          || !response.headers().allValues("x-content-type-options").equals(List.of("nosniff"))) {
        throw new AssertionError("Not an error of ours: " + response.headers() + response.body());
      }
      @SuppressWarnings("unchecked")
      Map<String, Object> error = (Map<String, Object>) body.get("error");
      Set<String> told = new TreeSet<>(error.keySet());
      told.remove("field");
      String callId = response.headers().firstValue(CallId.HEADER).orElse("");
      if (!told.equals(Set.of("code", "message", "retryable", "callId"))
          || !callId.equals(error.get("callId"))) {
        throw new AssertionError("Not an error of ours: " + response.body());
      }
      return new Refusal(
          response.statusCode(),
          (String) error.get("code"),
          (String) error.get("message"),
          (Boolean) error.get("retryable"),
          response.headers().firstValue("allow").orElse(""));
    }
  }
}
