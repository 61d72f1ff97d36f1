package io.fastflight.http;

import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.params.JsonText;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.ServiceRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/** The same services behind both ways to run the HTTP door, and a Flight client beside them. */
final class TwoDoors implements AutoCloseable {
  private final FastFlightServer flight;
  private final FastFlightHttpServer inProcess;
  private final FastFlightHttpServer bridge;
  private final HttpClient http = HttpClient.newHttpClient();
  final FastFlightClient client;

  TwoDoors(ServiceRegistry services, BufferAllocator allocator) {
    Engine engine = new Engine(services, allocator);
    flight = FastFlightServer.builder(engine).port(0).start();
    client = FastFlightClient.connect(flight.location());
    inProcess = started(FastFlightHttpServer.builder(engine).flightLocation(flight.location()));
    bridge = started(FastFlightHttpServer.builder(client));
  }

  private static FastFlightHttpServer started(FastFlightHttpServer.Builder builder) {
    return builder.port(0).closeGrace(Duration.ofSeconds(1)).start();
  }

  String flightLocation() {
    return flight.location();
  }

  FastFlightHttpServer server(Way way) {
    return way == Way.BRIDGE ? bridge : inProcess;
  }

  HttpRequest.Builder request(Way way, String path) {
    return HttpRequest.newBuilder(URI.create(server(way).location() + path))
        .timeout(Duration.ofSeconds(30));
  }

  Answer get(Way way, String path, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(way, path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  Answer post(Way way, String path, String json) throws IOException, InterruptedException {
    return send(request(way, path).POST(BodyPublishers.ofString(json)).build());
  }

  Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    return new Answer(response, response.body());
  }

  @Override
  public void close() {
    bridge.close();
    inProcess.close();
    client.close();
    flight.close();
  }

  /** What came back. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(HttpResponse<byte[]> response, byte[] body) {
    int status() {
      return response.statusCode();
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    Map<String, Object> json() {
      return JsonText.readObject(body);
    }

    /** Returns a part of the error's JSON. */
    String error(String part) {
      return String.valueOf(((Map<?, ?>) json().get("error")).get(part));
    }
  }
}
