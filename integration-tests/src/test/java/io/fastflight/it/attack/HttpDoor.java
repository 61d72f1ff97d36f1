package io.fastflight.it.attack;

import io.fastflight.it.SecuredServer;
import io.fastflight.params.JsonText;
import io.fastflight.wire.tls.ClientIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The HTTP door, by the JDK's own client, in one of HTTP's versions. */
final class HttpDoor implements Door {
  private final String base;
  private final HttpClient client;

  HttpDoor(SecuredServer server, HttpClient.Version version) {
    base = server.httpBase();
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, new TrustManager[] {ClientIdentity.trusting(server.trust)}, null);
      client = HttpClient.newBuilder().version(version).sslContext(tls).build();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JVM has TLS.", impossible);
    }
  }

  @Override
  public Answer read(Optional<String> authorization, byte[] request) {
    HttpRequest asked =
        request("/stream?format=csv", authorization)
            .POST(BodyPublishers.ofByteArray(request))
            .build();
    HttpResponse<String> response;
    try {
      response = send(asked);
    } catch (UncheckedIOException cut) { // perhaps for what the call before it did
      try {
        response = send(asked);
      } catch (UncheckedIOException again) { // as HTTP/2 does to whom it does not want to hear
        return Answer.refused("CUT", "");
      }
    }
    return response.statusCode() == 200
        ? Answer.of(response.body().lines().skip(1).toList())
        : refused(response);
  }

  @Override
  public Answer schema(Optional<String> authorization, String service) {
    return describe(authorization, service); // both are told by one path
  }

  @Override
  public Answer describe(Optional<String> authorization, String service) {
    HttpResponse<String> response =
        send(request("/services/" + service, authorization).GET().build());
    return response.statusCode() == 200 ? Answer.of(List.of()) : refused(response);
  }

  @Override
  public Answer list(Optional<String> authorization) {
    HttpResponse<String> response = send(request("/services", authorization).GET().build());
    if (response.statusCode() != 200) {
      return refused(response);
    }
    List<?> services = (List<?>) required(JsonText.readObject(response.body()), "services");
    return Answer.of(
        services.stream()
            .map(service -> String.valueOf(required((Map<?, ?>) service, "name")))
            .sorted()
            .toList());
  }

  private static Object required(Map<?, ?> json, String key) {
    Object value = json.get(key);
    if (value == null) {
      throw new AssertionError("There is no '" + key + "' in " + json);
    }
    return value;
  }

  private static Answer refused(HttpResponse<String> response) {
    Map<?, ?> error = (Map<?, ?>) required(JsonText.readObject(response.body()), "error");
    return Answer.refused(
        String.valueOf(required(error, "code")), String.valueOf(required(error, "message")));
  }

  private HttpRequest.Builder request(String path, Optional<String> authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
    authorization.ifPresent(value -> request.header("authorization", value));
    return request;
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    // the JDK's client ends when it is collected
  }
}
