package io.fastflight.it;

import io.fastflight.engine.Engine;
import io.fastflight.engine.MemoryLimits;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.params.JsonText;
import io.fastflight.server.FastFlightServer;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.awaitility.Awaitility;

/** Both doors over one engine with limits of memory and a root allocator of its own. */
final class MemoryServer implements AutoCloseable {
  /** Rows of a batch whose one buffer Arrow rounds up to 1 MiB. */
  static final int BATCH_ROWS = 120 * 1024;

  private final RootAllocator memory = new RootAllocator();
  final Engine engine;
  final FastFlightServer flight;
  final FastFlightHttpServer http;

  MemoryServer(MemoryLimits limits) {
    engine = new Engine(SampleServices.builder(new SlowService()).build(), memory, limits);
    flight = FastFlightServer.builder(engine).port(0).closeGrace(Duration.ofMillis(500)).start();
    http = FastFlightHttpServer.builder(engine).port(0).closeGrace(Duration.ofMillis(500)).start();
  }

  static String rows(long rows, int batchRows) {
    return "{\"param_type\": \"test.rows\", \"rows\": %d, \"batch_rows\": %d}"
        .formatted(rows, batchRows);
  }

  /** Sends a request whose answer nobody has read yet. */
  HttpURLConnection post(String body) throws IOException {
    HttpURLConnection call =
        (HttpURLConnection)
            URI.create(http.location() + "/fastflight/stream").toURL().openConnection();
    call.setRequestMethod("POST");
    call.setDoOutput(true);
    call.setReadTimeout(60_000);
    call.setRequestProperty("Connection", "close"); // no socket is kept for later
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    call.setFixedLengthStreamingMode(bytes.length); // or it is sent when its answer is asked for
    try (OutputStream out = call.getOutputStream()) {
      out.write(bytes);
    }
    return call;
  }

  /** Returns the error of an answer. */
  static Map<?, ?> error(HttpURLConnection call) throws IOException {
    try (InputStream body = call.getErrorStream()) {
      return (Map<?, ?>) JsonText.readObject(body.readAllBytes()).get("error");
    } finally {
      call.disconnect();
    }
  }

  void awaitWaiting(int requests) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(30))
        .until(() -> engine.waitingRequests() == requests);
  }

  /** Waits until nothing is in flight and nobody waits. */
  void awaitIdle() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> engine.bytesInFlight() == 0 && engine.waitingRequests() == 0);
  }

  /** Takes memory as a frame on its way does; whoever asks for it releases it. */
  org.apache.arrow.memory.ArrowBuf take(long bytes) {
    return memory.buffer(bytes);
  }

  @Override
  public void close() {
    http.close();
    flight.close();
    memory.close();
  }
}
