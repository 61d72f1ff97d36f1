package io.fastflight.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.retry.Backoff;
import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.error.UnimplementedException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.StreamRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.memory.BufferAllocator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client in front of a stock Arrow Flight server. */
class FastFlightClientTest {
  private static final StreamRequest REQUEST = StreamRequest.of("any.service", Map.of());

  /** The ways to read a whole result; each test of one is a test of all. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions are constants without state
  enum Reading {
    OPEN(
        client -> {
          try (BatchReader reader = client.open(REQUEST)) {
            return count(reader);
          }
        }),
    OPEN_ASYNC(
        client -> {
          try (BatchReader reader = joined(client.openAsync(REQUEST))) {
            return count(reader);
          }
        }),
    FETCH(
        client -> {
          try (Table table = client.fetch(REQUEST)) {
            return table.rowCount();
          }
        }),
    FETCH_ASYNC(
        client -> {
          try (Table table = joined(client.fetchAsync(REQUEST))) {
            return table.rowCount();
          }
        });

    private final Function<FastFlightClient, Long> rows;

    Reading(Function<FastFlightClient, Long> rows) {
      this.rows = rows;
    }

    long rows(FastFlightClient client) {
      return rows.apply(client);
    }

    private static long count(BatchReader reader) {
      long rows = 0;
      while (reader.next()) {
        rows += reader.batch().getRowCount();
      }
      return rows;
    }

    private static <T> T joined(CompletableFuture<T> future) {
      try {
        return future.join();
      } catch (CompletionException failed) {
        if (failed.getCause() instanceof FastFlightException known) {
          throw known;
        }
        throw failed;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aForeignStreamIsReadToItsEnd(Reading reading, BufferAllocator memory) throws Exception {
    try (PlainFlightServer server =
            new PlainFlightServer(
                memory,
                (allocator, listener) -> {
                  PlainFlightServer.sendIds(allocator, listener, 5);
                  listener.completed();
                });
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      assertThat(reading.rows(client)).isEqualTo(50);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofAForeignStreamAPartIsShown(Reading reading, BufferAllocator memory) throws Exception {
    Semaphore sent = new Semaphore(0); // the server holds memory until then
    try (PlainFlightServer server =
            new PlainFlightServer(
                memory,
                (allocator, listener) -> {
                  PlainFlightServer.sendIds(allocator, listener, 5);
                  listener.completed();
                  sent.release();
                });
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      FetchOptions some = FetchOptions.builder().columns("id").rowLimit(23).build();
      assertThat(reading.rows(client.with(some))).isEqualTo(23);
      assertThat(sent.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      FetchOptions wrong = FetchOptions.builder().columns("none").build();
      assertThatThrownBy(() -> reading.rows(client.with(wrong)))
          .isInstanceOf(InvalidParamsException.class)
          .hasMessageContaining("no column 'none'");
      assertThat(sent.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(client.poolStatistics().leased()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyResultIsAResult(Reading reading, BufferAllocator memory) throws Exception {
    try (PlainFlightServer server =
            new PlainFlightServer(
                memory,
                (allocator, listener) -> {
                  PlainFlightServer.sendIds(allocator, listener, 0);
                  listener.completed();
                });
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      assertThat(reading.rows(client)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureAfterGoodBatchesSaysHowManyRowsCame(Reading reading, BufferAllocator memory)
      throws Exception {
    try (PlainFlightServer server =
            new PlainFlightServer(
                memory,
                (allocator, listener) -> {
                  PlainFlightServer.sendIds(allocator, listener, 3);
                  listener.error(
                      CallStatus.UNKNOWN.withDescription("disk gone").toRuntimeException());
                });
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      FastFlightException failure =
          catchThrowableOfType(FastFlightException.class, () -> reading.rows(client));
      assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_FAILED);
      assertThat(failure).hasMessageContaining("disk gone");
      assertThat(failure.rowsDelivered()).isEqualTo(OptionalLong.of(30));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamWithoutASchemaIsIncomplete(Reading reading, BufferAllocator memory) throws Exception {
    try (PlainFlightServer server =
            new PlainFlightServer(memory, (allocator, listener) -> listener.completed());
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      assertThatThrownBy(() -> reading.rows(client))
          .isInstanceOf(IncompleteStreamException.class)
          .hasMessage("The stream from %s ended without a schema.", server.location());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, SOURCE_FAILED",
    "INTERNAL, INTERNAL",
    "INVALID_ARGUMENT, INVALID_ARGUMENT",
    "TIMED_OUT, DEADLINE_EXCEEDED",
    "NOT_FOUND, NOT_FOUND",
    "CANCELLED, CANCELLED",
    "UNAUTHENTICATED, UNAUTHENTICATED",
    "UNAUTHORIZED, PERMISSION_DENIED",
    "UNIMPLEMENTED, UNIMPLEMENTED",
    "UNAVAILABLE, UNAVAILABLE",
    "RESOURCE_EXHAUSTED, RESOURCE_EXHAUSTED"
  })
  void aFlightStatusBecomesItsOwnException(
      FlightStatusCode status, ErrorCode code, BufferAllocator memory) throws Exception {
    try (PlainFlightServer server =
            new PlainFlightServer(
                memory,
                (allocator, listener) ->
                    listener.error(
                        new CallStatus(status, null, "as told", null).toRuntimeException()));
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      FastFlightException failure =
          catchThrowableOfType(FastFlightException.class, () -> client.fetch(REQUEST));
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure).hasMessageContaining("as told");
      assertThat(failure).isExactlyInstanceOf(FastFlightException.of(code, "x", null).getClass());
      assertThat(failure.retryable()).isEqualTo(code == ErrorCode.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noServerIsSaidWithItsLocation(Reading reading) throws Exception {
    int port = freePort();
    try (FastFlightClient client = FastFlightClient.connect("grpc://127.0.0.1:" + port)) {
      assertThatThrownBy(() -> reading.rows(client))
          .isInstanceOf(ServerUnavailableException.class)
          .hasMessage(
              "No answer from grpc://127.0.0.1:%s (Connection refused). Check that a server runs there, and try again.",
              port);
    }
  }

  @Test
  void aForeignServerHasNoCatalogueOfOurs(BufferAllocator memory) throws Exception {
    try (PlainFlightServer server =
            new PlainFlightServer(memory, (allocator, listener) -> listener.completed());
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      assertThatThrownBy(client::services)
          .isInstanceOf(UnimplementedException.class)
          .hasMessage(
              "The server at %s has no catalogue of services: it is not FastFlight's. A client reads from it with a ticket that it takes, StreamRequest.of(ticket).",
              server.location());
      assertThatThrownBy(() -> client.describe("demo.echo"))
          .isInstanceOf(UnimplementedException.class);
    }
  }

  @Test
  void theCatalogueOfAServerThatSaysNothingIsGivenUpAtTheDeadline() throws Exception {
    FetchOptions options = FetchOptions.builder().deadline(Duration.ofMillis(300)).build();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        FastFlightClient client =
            FastFlightClient.connect("grpc://127.0.0.1:" + silent.getLocalPort())) {
      String message =
          "The deadline of PT0.3S passed after 0 rows from grpc://127.0.0.1:%s. Give FetchOptions.deadline more time, or ask for less."
              .formatted(silent.getLocalPort());
      FastFlightClient hasty = client.with(options);
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              hasty::services, () -> hasty.describe("x"), () -> hasty.schema(REQUEST))) {
        assertThatThrownBy(call).isInstanceOf(DeadlineExceededException.class).hasMessage(message);
      }
    }
  }

  @Test
  void theCatalogueTellsOfEveryTry() throws Exception {
    ResilienceConfig twice =
        ResilienceConfig.builder()
            .maxAttempts(2)
            .backoff(Backoff.fixed(Duration.ofMillis(1)))
            .build();
    try (FastFlightClient client = FastFlightClient.connect("grpc://127.0.0.1:" + freePort())) {
      assertThatThrownBy(client.with(FetchOptions.builder().resilience(twice).build())::services)
          .isInstanceOf(ServerUnavailableException.class)
          .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    }
  }

  @Test
  void aReaderThatIsClosedEarlyCancelsTheCall(BufferAllocator memory) throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (PlainFlightServer server = endless(memory, cancelled);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      try (BatchReader reader = client.open(REQUEST)) {
        assertThat(reader.next()).isTrue();
      }
      cancelled.await();
    }
  }

  @Test
  void aRaisedCancellationEndsABlockedRead(BufferAllocator memory) throws Exception {
    Cancellation cancellation = new Cancellation();
    CountDownLatch cancelled = new CountDownLatch(1);
    try (PlainFlightServer server = endless(memory, cancelled);
        FastFlightClient client = FastFlightClient.connect(server.location());
        BatchReader reader = client.open(REQUEST.withCancellation(cancellation))) {
      assertThat(reader.next()).isTrue();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread blocked =
          new Thread(
              () -> {
                try {
                  reader.next();
                } catch (RuntimeException failure) {
                  thrown.set(failure);
                }
              });
      blocked.start();
      Awaitility.await().until(() -> blocked.getState() == Thread.State.WAITING);
      cancellation.cancel();
      blocked.join(Duration.ofSeconds(1).toMillis());
      assertThat(thrown.get()).isInstanceOf(CallCancelledException.class);
      cancelled.await();
    }
  }

  @Test
  void anInterruptEndsABlockedReadAndIsKept(BufferAllocator memory) throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (PlainFlightServer server = endless(memory, cancelled);
        FastFlightClient client = FastFlightClient.connect(server.location());
        BatchReader reader = client.open(REQUEST)) {
      assertThat(reader.next()).isTrue();
      Thread.currentThread().interrupt();
      assertThatThrownBy(reader::next).isInstanceOf(CallCancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
      cancelled.await();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cancellingTheFutureCancelsTheCall(boolean fetch, BufferAllocator memory) throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    CountDownLatch called = new CountDownLatch(1);
    try (PlainFlightServer server =
            new PlainFlightServer(
                memory,
                (allocator, listener) -> {
                  listener.setOnCancelHandler(cancelled::countDown);
                  called.countDown();
                });
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      CompletableFuture<?> future = fetch ? client.fetchAsync(REQUEST) : client.openAsync(REQUEST);
      called.await();
      assertThat(future.cancel(true)).isTrue();
      cancelled.await();
    }
  }

  @Test
  void closingTheClientClosesReadersThatWereLeftOpen(BufferAllocator memory) throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (PlainFlightServer server = endless(memory, cancelled)) {
      FastFlightClient client = FastFlightClient.connect(server.location());
      BatchReader reader = client.open(REQUEST);
      assertThat(reader.next()).isTrue();
      client.close();
      client.close();
      assertThatThrownBy(reader::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("This reader of a stream is closed.");
      assertThatThrownBy(() -> client.fetch(REQUEST))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("This client of %s is closed.", server.location());
      cancelled.await();
    }
  }

  @Test
  void aServerThatSpeaksNoGrpcIsAnErrorNotAHang() throws Exception {
    try (ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FastFlightClient client =
            FastFlightClient.connect("grpc://127.0.0.1:" + http.getLocalPort())) {
      CompletableFuture<Table> answer = client.fetchAsync(REQUEST);
      try (var socket = http.accept()) {
        socket
            .getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        assertThatThrownBy(answer::get)
            .isInstanceOf(ExecutionException.class)
            .cause()
            .isInstanceOf(InternalFaultException.class)
            .hasMessageContaining("does not speak gRPC over plain HTTP/2");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://host:1",
        "grpc://host",
        "grpc://host:0",
        "grpc://:5",
        "host:1",
        "",
        "grpc://a b:1"
      })
  void aLocationThatIsNoneIsRefused(String location) {
    assertThatThrownBy(() -> FastFlightClient.connect(location))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The location must be grpc://host:port, grpc+tls://host:port or grpc+unix:///path, was '%s'. An example is grpc://127.0.0.1:8815.",
            location);
  }

  @Test
  void aNegativeGraceIsRefused() {
    assertThatThrownBy(() -> ClientConfig.builder("grpc://h:1").closeGrace(Duration.ofSeconds(-1)))
        .hasMessage("closeGrace must be 0..365 days, was PT-1S.");
    assertThat(ClientConfig.builder("grpc://h:1").build().closeGrace())
        .isEqualTo(Duration.ofSeconds(5));
  }

  private static PlainFlightServer endless(BufferAllocator memory, CountDownLatch cancelled)
      throws Exception {
    return new PlainFlightServer(
        memory,
        (allocator, listener) -> {
          listener.setOnCancelHandler(cancelled::countDown);
          PlainFlightServer.sendIds(allocator, listener, 1);
        });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTicketThatIsTooLongIsRefusedBeforeItIsSent(boolean collected, BufferAllocator memory)
      throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (PlainFlightServer server =
            new PlainFlightServer(
                memory,
                (allocator, listener) -> {
                  calls.incrementAndGet();
                  PlainFlightServer.sendIds(allocator, listener, 0);
                  listener.completed();
                });
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      StreamRequest most = StreamRequest.of(new byte[256 * 1024]);
      StreamRequest tooLong = StreamRequest.of(new byte[256 * 1024 + 1]);
      client.fetch(most).close();
      assertThatThrownBy(
              () -> {
                try (AutoCloseable never =
                    collected ? client.fetch(tooLong) : client.open(tooLong)) {
                  throw new AssertionError(never);
                }
              })
          .isInstanceOf(InvalidParamsException.class)
          .hasMessage(
              "The request has 262145 bytes; at most 262144 (256 KiB) are read. Send fewer or shorter values.");
      assertThat(calls).hasValue(1);
    }
  }
}
