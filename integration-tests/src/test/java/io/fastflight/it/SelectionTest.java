package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.FetchOptions;
import io.fastflight.client.retry.Backoff;
import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.fault.Direction;
import io.fastflight.testkit.fault.Fault;
import io.fastflight.testkit.fault.FaultProxy;
import io.fastflight.testkit.sample.SlowService;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Some columns and the first rows of a result, as the server sends them. */
class SelectionTest {
  private static final int ROWS = 2_500;

  private DemoServer server;
  private FastFlightClient client;

  @BeforeEach
  void start(BufferAllocator memory) throws Exception {
    server = new DemoServer(memory, new SlowService(), Optional.empty());
    client = FastFlightClient.connect(server.flightLocation());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private static StreamRequest generated(int rows) {
    return StreamRequest.of(
        "demo.generate", Map.of("rows", rows, "batch_rows", 1_000, "kind", "mixed", "seed", 3));
  }

  private static List<String> names(Table table) {
    return table.schema().getFields().stream().map(Field::getName).toList();
  }

  @Test
  void columnsComeInTheOrderAskedFor() {
    try (Table whole = client.fetch(generated(ROWS))) {
      List<String> all = names(whole);
      String first = all.get(3);
      String second = all.get(1);
      FetchOptions options = FetchOptions.builder().columns(first, second).build();
      try (Table some = client.with(options).fetch(generated(ROWS))) {
        assertThat(names(some)).containsExactly(first, second);
        assertThat(some.rowCount()).isEqualTo(ROWS);
        for (long row = 0; row < ROWS; row += 13) {
          assertThat(some.value(first, row)).isEqualTo(whole.value(first, row));
          assertThat(some.value(second, row)).isEqualTo(whole.value(second, row));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999, 1_000, 1_001, 2_499, 2_500, 2_501, Long.MAX_VALUE})
  void theFirstRowsAreThoseOfTheWhole(long limit) {
    FetchOptions options = FetchOptions.builder().rowLimit(limit).build();
    long expected = Math.min(limit, ROWS);
    try (Table whole = client.fetch(generated(ROWS));
        Table some = client.with(options).fetch(generated(ROWS))) {
      assertThat(some.schema()).isEqualTo(whole.schema());
      assertThat(some.rowCount()).isEqualTo(expected);
      for (String name : names(whole)) {
        for (long row = 0; row < expected; row += 7) {
          assertThat(some.value(name, row)).isEqualTo(whole.value(name, row));
        }
      }
    }
  }

  @Test
  void aStreamThatIsReadOnEndsAtTheSameRow() throws Exception {
    try (FaultProxy proxy =
            FaultProxy.to(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(),
                    URI.create(server.flightLocation()).getPort()));
        FastFlightClient cut =
            FastFlightClient.connect(
                ClientConfig.builder("grpc://127.0.0.1:" + proxy.port())
                    .resilience(
                        ResilienceConfig.builder()
                            .maxAttempts(3)
                            .backoff(Backoff.fixed(Duration.ofMillis(1)))
                            .budgetRatio(1)
                            .build())
                    .transport(ClientResumeTest.SMALL_FRAMES)
                    .build())) {
      proxy.faults(new Fault.HalfClose(Direction.TO_CLIENT, 400_000));
      FetchOptions options = FetchOptions.builder().columns("id").rowLimit(150_001).build();
      StreamRequest rows =
          StreamRequest.of("test.resumable", Map.of("rows", 200_000, "batch_rows", 10_000));
      try (BatchReader reader = cut.with(options).open(rows)) {
        long row = 0;
        while (reader.next()) {
          row = RowsRead.count(reader.batch(), row);
        }
        assertThat(row).isEqualTo(150_001);
      }
      assertThat(proxy.connectionCount()).isGreaterThan(2);
    }
  }

  @Test
  void dictionariesAreSelectedToo() {
    StreamRequest levels = StreamRequest.of("test.dictionary", Map.of("rows", 30));
    try (Table whole = client.fetch(levels)) {
      String name = names(whole).get(0);
      FetchOptions options = FetchOptions.builder().columns(name).rowLimit(11).build();
      try (Table some = client.with(options).fetch(levels)) {
        assertThat(some.rowCount()).isEqualTo(11);
        for (long row = 0; row < 11; row++) {
          assertThat(some.value(name, row)).isEqualTo(whole.value(name, row));
        }
      }
    }
  }

  @Test
  void aColumnThatIsNotThereIsRefusedByName() {
    FetchOptions options = FetchOptions.builder().columns("id", "nmae").build();
    assertThatThrownBy(
            () -> client.with(options).fetch(StreamRequest.of("test.rows", Map.of("rows", 3))))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessageContaining("The result has no column 'nmae'. Its columns are: id");
  }

  @Test
  void whatCannotBeAskedForIsRefusedAtOnce() {
    assertThatThrownBy(() -> FetchOptions.builder().columns("id", "id"))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage("The column 'id' is asked for twice. Name each once.");
    assertThatThrownBy(() -> FetchOptions.builder().rowLimit(-1))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage("The row limit must be 0 or more, was -1.");
    assertThatThrownBy(() -> FetchOptions.builder().columns("a\0b"))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessageContaining("U+0000");
    assertThatThrownBy(() -> FetchOptions.builder().columns("x".repeat(9_000)))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessageContaining("at most 8192 bytes");
  }
}
