package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.MemoryLimits;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.StreamRequest;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both doors of a server with little memory: a request is complete or refused with a delay. */
class MemoryBudgetTest {
  private static final long MIB = 1L << 20;
  private static final long BUDGET = 3 * MIB / 2;
  private static final int SMALL_ROWS = 200;
  private static final int SMALL_BATCH = 20;

  private static final int LARGE_BATCHES = 64; // more than two sockets and a window hold

  private static MemoryLimits.Builder limits() {
    return MemoryLimits.builder().maxBytesInFlight(BUDGET).maxWait(Duration.ofMinutes(2));
  }

  private static MemoryLimits refusing() {
    return limits().maxWait(Duration.ofMillis(50)).retryDelay(Duration.ofMillis(1_500)).build();
  }

  private static StreamRequest request(long rows, int batchRows) {
    return StreamRequest.of(MemoryServer.rows(rows, batchRows).getBytes(StandardCharsets.UTF_8));
  }

  private static StreamRequest small() {
    return request(SMALL_ROWS, SMALL_BATCH);
  }

  private static StreamRequest large() {
    return request((long) LARGE_BATCHES * MemoryServer.BATCH_ROWS, MemoryServer.BATCH_ROWS);
  }

  private static void requireWhole(Table table) {
    try (table) {
      assertThat(table.rowCount()).isEqualTo(SMALL_ROWS);
      for (long row = 0; row < SMALL_ROWS; row++) {
        assertThat(table.value("id", row)).isEqualTo(row);
      }
    }
  }

  private static String smallOverHttp() {
    return MemoryServer.rows(SMALL_ROWS, SMALL_BATCH);
  }

  private static void requireWhole(HttpURLConnection call, BufferAllocator memory)
      throws Exception {
    assertThat(call.getResponseCode()).isEqualTo(200);
    try (InputStream body = call.getInputStream()) {
      requireWhole(Table.fromIpc(body, memory));
    } finally {
      call.disconnect();
    }
  }

  @Test
  void aRequestOverItsCapIsToldSoOnBothDoorsWithoutADelay() throws Exception {
    MemoryLimits capped = limits().maxRequestBytes(64 * 1024).build();
    String over = MemoryServer.rows(1_000_000, MemoryServer.BATCH_ROWS);
    String text =
        "test.rows needed more memory after 0 rows than one request may hold, 65536 bytes. Ask for fewer rows a batch or fewer columns, or raise MemoryLimits.maxRequestBytes.";
    try (MemoryServer server = new MemoryServer(capped);
        FastFlightClient client = FastFlightClient.connect(server.flight.location())) {
      ResourceExhaustedException flight =
          catchThrowableOfType(
              ResourceExhaustedException.class,
              () -> client.fetch(request(1_000_000, MemoryServer.BATCH_ROWS)).close());
      assertThat(flight).hasMessage(text);
      assertThat(flight.retryDelay()).isEmpty();

      HttpURLConnection http = server.post(over);
      assertThat(http.getResponseCode()).isEqualTo(429);
      assertThat(http.getHeaderField("retry-after")).isNull();
      assertThat(MemoryServer.error(http).get("message")).isEqualTo(text);
      requireWhole(client.fetch(small()));
      server.awaitIdle();
    }
  }

  /** Streams whose callers do not read: enough of them to fill the budget, whoever is let in. */
  private static final class SlowReaders implements AutoCloseable {
    private final List<FastFlightClient> clients = new ArrayList<>();
    private final List<CompletableFuture<BatchReader>> streams = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    SlowReaders(MemoryServer server) {
      for (int i = 0; i < 3; i++) {
        FastFlightClient client = FastFlightClient.connect(server.flight.location());
        clients.add(client); // one connection each: the window of a shared one would fill up
        streams.add(client.openAsync(large()));
      }
    }

    /** Reads each stream as soon as it is open, whichever was let in first. */
    void readOn() {
      CompletableFuture.allOf(
              streams.stream()
                  .map(stream -> stream.thenAcceptAsync(SlowReaders::readToTheEnd, threads))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    }

    private static void readToTheEnd(BatchReader stream) {
      long rows = 0;
      try (stream) {
        while (stream.next()) {
          rows += stream.batch().getRowCount();
        }
      }
      assertThat(rows).isEqualTo((long) LARGE_BATCHES * MemoryServer.BATCH_ROWS);
    }

    @Override
    public void close() {
      clients.forEach(FastFlightClient::close);
      threads.shutdown();
    }
  }

  private static void awaitFull(MemoryServer server) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .during(Duration.ofMillis(500))
        .untilAsserted(
            () ->
                assertThat(server.engine.bytesInFlight())
                    .as("in flight, with %s waiting", server.engine.waitingRequests())
                    .isGreaterThan(BUDGET));
  }

  @Test
  void behindSlowReadersARequestWaitsAndIsServedWhenTheyReadOn(BufferAllocator memory)
      throws Exception {
    try (MemoryServer server = new MemoryServer(limits().build());
        SlowReaders slow = new SlowReaders(server);
        FastFlightClient client = FastFlightClient.connect(server.flight.location())) {
      awaitFull(server);
      int others = server.engine.waitingRequests();
      CompletableFuture<Table> flight = client.fetchAsync(small());
      server.awaitWaiting(others + 1);
      HttpURLConnection http = server.post(smallOverHttp());
      server.awaitWaiting(others + 2);
      assertThat(flight).isNotDone();
      slow.readOn();
      requireWhole(flight.get(60, TimeUnit.SECONDS));
      requireWhole(http, memory);
      server.awaitIdle();
    }
  }

  @Test
  void behindSlowReadersARequestIsRefusedWithADelayOnBothDoors() throws Exception {
    try (MemoryServer server = new MemoryServer(limits().maxWait(Duration.ofSeconds(3)).build());
        SlowReaders slow = new SlowReaders(server);
        FastFlightClient client = FastFlightClient.connect(server.flight.location())) {
      assertThat(slow.streams).hasSize(3);
      awaitFull(server);
      CompletableFuture<Table> flight = client.fetchAsync(small());
      HttpURLConnection http = server.post(smallOverHttp());
      assertThat(refusal(flight).retryDelay()).hasValue(MemoryLimits.DEFAULT_RETRY_DELAY);
      assertThat(http.getResponseCode()).isEqualTo(429);
      assertThat(http.getHeaderField("retry-after")).isEqualTo("1");
      assertThat(MemoryServer.error(http).get("retryAfterMillis")).isEqualTo(1_000);
    }
  }

  private static ResourceExhaustedException refusal(CompletableFuture<Table> future) {
    return (ResourceExhaustedException)
        catchThrowableOfType(CompletionException.class, () -> future.join().close()).getCause();
  }

  @Test
  void theRefusalIsTheSameOnBothDoorsAndTheNextRequestIsServed(BufferAllocator memory)
      throws Exception {
    try (MemoryServer server = new MemoryServer(refusing());
        FastFlightClient client = FastFlightClient.connect(server.flight.location())) {
      try (ArrowBuf full = server.take(2 * MIB)) {
        String text =
            "No memory to open test.rows: %d bytes are in flight, the budget is %d (MemoryLimits.maxBytesInFlight), and none came free in 50 ms. Try again in 1500 ms; read open streams on or close them, or raise the budget."
                .formatted(full.capacity(), BUDGET);
        ResourceExhaustedException flight = refusal(client.fetchAsync(small()));
        assertThat(flight).hasMessage(text);
        assertThat(flight.retryDelay()).hasValue(Duration.ofMillis(1_500));
        assertThat(flight.rowsDelivered()).hasValue(0);

        HttpURLConnection http = server.post(smallOverHttp());
        assertThat(http.getResponseCode()).isEqualTo(429);
        assertThat(http.getHeaderField("retry-after")).isEqualTo("2");
        Map<Object, Object> error = new HashMap<>(MemoryServer.error(http));
        assertThat(error.remove("callId")).isEqualTo(http.getHeaderField("fastflight-call-id"));
        assertThat(error)
            .isEqualTo(
                Map.of(
                    "code",
                    "RESOURCE_EXHAUSTED",
                    "message",
                    text,
                    "retryable",
                    true,
                    "retryAfterMillis",
                    1_500));
      }
      requireWhole(client.fetch(small()));
      requireWhole(server.post(smallOverHttp()), memory);
      server.awaitIdle();
    }
  }

  private static FlightRuntimeException plainRefusal(
      MemoryServer server, BufferAllocator memory, CallOption... options) throws Exception {
    byte[] ticket = smallOverHttp().getBytes(StandardCharsets.UTF_8);
    try (FlightClient plain =
            FlightClient.builder(memory, new Location(server.flight.location())).build();
        FlightStream stream = plain.getStream(new Ticket(ticket), options)) {
      return catchThrowableOfType(FlightRuntimeException.class, stream::next);
    }
  }

  @Test
  void aPlainArrowClientSeesTheStatusAndCanReadTheDelay(BufferAllocator memory) throws Exception {
    try (MemoryServer server = new MemoryServer(refusing());
        ArrowBuf full = server.take(2 * MIB)) {
      FlightRuntimeException refusal = plainRefusal(server, memory);
      assertThat(refusal.status().code()).isEqualTo(FlightStatusCode.RESOURCE_EXHAUSTED);
      assertThat(refusal.status().metadata().get("grpc-retry-pushback-ms")).isEqualTo("1500");
      com.google.rpc.Status details =
          com.google.rpc.Status.parseFrom(
              refusal.status().metadata().getByte("grpc-status-details-bin"));
      assertThat(details.getDetails(0).unpack(com.google.rpc.RetryInfo.class).getRetryDelay())
          .isEqualTo(
              com.google.protobuf.Duration.newBuilder()
                  .setSeconds(1)
                  .setNanos(500_000_000)
                  .build());
      assertThat(full.capacity()).isEqualTo(2 * MIB);
    }
  }

  @Test
  void aDeadlineEndsTheWaitAndNothingIsLeft(BufferAllocator memory) throws Exception {
    try (MemoryServer server = new MemoryServer(limits().build());
        ArrowBuf full = server.take(2 * MIB)) {
      FlightRuntimeException late =
          plainRefusal(server, memory, CallOptions.timeout(300, TimeUnit.MILLISECONDS));
      assertThat(late.status().code()).isEqualTo(FlightStatusCode.TIMED_OUT);
      server.awaitWaiting(0);
      assertThat(server.engine.bytesInFlight()).isEqualTo(full.capacity());
    }
  }

  @Test
  void aCancelEndsTheWait() throws Exception {
    try (MemoryServer server = new MemoryServer(limits().build());
        FastFlightClient client = FastFlightClient.connect(server.flight.location());
        ArrowBuf full = server.take(2 * MIB)) {
      Cancellation cancellation = new Cancellation();
      CompletableFuture<Table> flight = client.fetchAsync(small().withCancellation(cancellation));
      server.awaitWaiting(1);
      cancellation.cancel();
      assertThat(catchThrowableOfType(CompletionException.class, () -> flight.join().close()))
          .hasCauseInstanceOf(CallCancelledException.class);
      server.awaitWaiting(0);
      assertThat(server.engine.bytesInFlight()).isEqualTo(full.capacity());
    }
  }

  @Test
  void anHttpCallerThatLeavesWaitsNoLonger() throws Exception {
    try (MemoryServer server = new MemoryServer(limits().build());
        ArrowBuf full = server.take(2 * MIB);
        Socket caller = new Socket(InetAddress.getLoopbackAddress(), server.http.port())) {
      String body = smallOverHttp();
      caller
          .getOutputStream()
          .write(
              "POST /fastflight/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(body.length(), body)
                  .getBytes(StandardCharsets.UTF_8));
      server.awaitWaiting(1);
      caller.close();
      server.awaitWaiting(0);
      assertThat(server.engine.bytesInFlight()).isEqualTo(full.capacity());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingTheServerEndsTheWait(boolean http) throws Exception {
    try (MemoryServer server = new MemoryServer(limits().build());
        FastFlightClient client = FastFlightClient.connect(server.flight.location())) {
      try (ArrowBuf full = server.take(2 * MIB)) {
        if (http) {
          HttpURLConnection call = server.post(smallOverHttp());
          server.awaitWaiting(1);
          server.http.close();
          assertThat(call.getResponseCode()).isEqualTo(503);
          call.disconnect();
        } else {
          CompletableFuture<Table> flight = client.fetchAsync(small());
          server.awaitWaiting(1);
          server.flight.close();
          assertThat(catchThrowableOfType(CompletionException.class, () -> flight.join().close()))
              .hasCauseInstanceOf(FastFlightException.class);
        }
        assertThat(server.engine.waitingRequests()).isZero();
        assertThat(server.engine.bytesInFlight()).isEqualTo(full.capacity());
      }
    }
  }

  @Test
  void ofTwoHundredRequestsEachIsWholeOrRefusedWithADelay(BufferAllocator memory) throws Exception {
    MemoryLimits tiny =
        MemoryLimits.builder().maxBytesInFlight(16 * 1024).maxWait(Duration.ofMillis(20)).build();
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try (MemoryServer server = new MemoryServer(tiny);
        FastFlightClient client = FastFlightClient.connect(server.flight.location())) {
      List<CompletableFuture<Boolean>> ends = new ArrayList<>();
      try (ArrowBuf full = server.take(64 * 1024)) {
        for (int i = 0; i < 100; i++) {
          ends.add(client.fetchAsync(small()).handle(MemoryBudgetTest::wholeOverFlight));
          ends.add(CompletableFuture.supplyAsync(() -> wholeOverHttp(server, memory), threads));
        }
        assertThat(full.capacity()).isEqualTo(64 * 1024);
        CompletableFuture.anyOf(ends.toArray(CompletableFuture<?>[]::new)).join();
      } // and from here on some are served
      List<Boolean> whole = ends.stream().map(CompletableFuture::join).toList();
      assertThat(whole).hasSize(200).contains(false);
      requireWhole(client.fetch(small()));
      server.awaitIdle();
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Returns whether all of it came; anything but that and a refusal fails. */
  private static boolean wholeOverFlight(Table table, Throwable failure) {
    if (failure == null) {
      requireWhole(table);
      return true;
    }
    assertThat(failure).isInstanceOf(ResourceExhaustedException.class);
    assertThat(((ResourceExhaustedException) failure).retryDelay()).isPresent();
    return false;
  }

  private static boolean wholeOverHttp(MemoryServer server, BufferAllocator memory) {
    try {
      HttpURLConnection call = server.post(smallOverHttp());
      if (call.getResponseCode() == 200) {
        requireWhole(call, memory);
        return true;
      }
      assertThat(call.getResponseCode()).isEqualTo(429);
      assertThat(call.getHeaderField("retry-after")).isEqualTo("1");
      assertThat(MemoryServer.error(call).get("code")).isEqualTo("RESOURCE_EXHAUSTED");
      return false;
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }
}
