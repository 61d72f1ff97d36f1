package io.fastflight.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.error.DataServiceException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.service.StreamRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows as records, in front of a stock Arrow Flight server. */
class RecordReadsTest {
  private static final StreamRequest REQUEST = StreamRequest.of("any.service", Map.of());

  record Row(long id) {}

  record Other(String id, int size) {}

  /** The two ways to get a stream of records; each test of one is a test of both. */
  enum Way {
    SYNC,
    ASYNC;

    <R extends Record> Stream<R> rows(FastFlightClient client, Class<R> type) {
      if (this == SYNC) {
        return client.fetchAs(REQUEST, type);
      }
      try {
        return client.fetchAsAsync(REQUEST, type).join();
      } catch (CompletionException failed) {
        throw (RuntimeException) failed.getCause();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyRowIsARecord(Way way, BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = ids(memory, 5);
        FastFlightClient client = FastFlightClient.connect(server.location());
        Stream<Row> rows = way.rows(client, Row.class)) {
      assertThat(rows.toList()).isEqualTo(LongStream.range(0, 50).mapToObj(Row::new).toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyMismatchIsNamedAndNothingStaysOpen(Way way, BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = ids(memory, 5);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      assertThatThrownBy(() -> way.rows(client, Other.class))
          .isInstanceOfSatisfying(
              InvalidParamsException.class, failure -> assertThat(failure.faults()).hasSize(2));
    }
  }

  @Test
  void aStreamThatBreaksHandsOutTheRowsBefore(BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = broken(memory);
        FastFlightClient client = FastFlightClient.connect(server.location());
        Stream<Row> rows = client.fetchAs(REQUEST, Row.class)) {
      List<Row> seen = new ArrayList<>();
      DataServiceException failure =
          catchThrowableOfType(DataServiceException.class, () -> rows.forEach(seen::add));
      assertThat(failure.rowsDelivered()).hasValue(30);
      assertThat(seen).hasSize(30);
    }
  }

  @Test
  void anAsynchronousReadIsCompleteOrFails(BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = broken(memory);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      CompletableFuture<Stream<Row>> rows = client.fetchAsAsync(REQUEST, Row.class);
      assertThatThrownBy(rows::join).hasCauseInstanceOf(DataServiceException.class);
    }
  }

  @Test
  void closingTheStreamCancelsTheCall(BufferAllocator memory) throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (PlainFlightServer server = endless(memory, new CountDownLatch(1), cancelled);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      try (Stream<Row> rows = client.fetchAs(REQUEST, Row.class)) {
        assertThat(rows.iterator().next()).isEqualTo(new Row(0));
      }
      cancelled.await();
    }
  }

  @Test
  void cancellingTheFutureCancelsTheCall(BufferAllocator memory) throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    try (PlainFlightServer server = endless(memory, called, cancelled);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      CompletableFuture<Stream<Row>> rows = client.fetchAsAsync(REQUEST, Row.class);
      called.await();
      assertThat(rows.cancel(true)).isTrue();
      cancelled.await();
    }
  }

  private static PlainFlightServer ids(BufferAllocator memory, int batches) throws Exception {
    return new PlainFlightServer(
        memory,
        (allocator, listener) -> {
          PlainFlightServer.sendIds(allocator, listener, batches);
          listener.completed();
        });
  }

  private static PlainFlightServer broken(BufferAllocator memory) throws Exception {
    return new PlainFlightServer(
        memory,
        (allocator, listener) -> {
          PlainFlightServer.sendIds(allocator, listener, 3);
          listener.error(CallStatus.UNKNOWN.withDescription("disk gone").toRuntimeException());
        });
  }

  private static PlainFlightServer endless(
      BufferAllocator memory, CountDownLatch called, CountDownLatch cancelled) throws Exception {
    return new PlainFlightServer(
        memory,
        (allocator, listener) -> {
          listener.setOnCancelHandler(cancelled::countDown);
          PlainFlightServer.sendIds(allocator, listener, 1);
          called.countDown();
        });
  }
}
