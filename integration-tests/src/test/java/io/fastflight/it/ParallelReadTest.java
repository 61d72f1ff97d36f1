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
import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.RowOracle;
import io.fastflight.testkit.fault.Direction;
import io.fastflight.testkit.fault.Fault;
import io.fastflight.testkit.fault.FaultProxy;
import io.fastflight.testkit.sample.SlowService;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results that are cut into endpoints, read several at a time. */
class ParallelReadTest {
  private static final int ROWS = 50_000;

  private static StreamRequest generate(String kind) {
    return StreamRequest.of(
        "demo.generate",
        Map.of("rows", ROWS, "batch_rows", 1_000, "seed", 3, "kind", kind, "columns", 4));
  }

  private static FetchOptions parallel(int streams) {
    return FetchOptions.builder().parallelism(streams).build();
  }

  private static RowOracle oracle(String kind) {
    return kind.equals("mixed") ? RowOracle.mixed(3) : RowOracle.int64(3, 4);
  }

  @ParameterizedTest
  @CsvSource({"int64, 2, 64", "int64, 7, 64", "mixed, 4, 64", "int64, 8, 1", "int64, 1024, 3"})
  void orderedEndpointsAreReadInOrder(
      String kind, int parallelism, int maxStreams, BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FastFlightClient client =
            FastFlightClient.connect(
                ClientConfig.builder(server.flightLocation()).maxStreams(maxStreams).build())) {
      FastFlightClient parallel = client.with(parallel(parallelism));
      try (BatchReader reader = parallel.open(generate(kind))) {
        assertThat(oracle(kind).checkAll(reader)).isEqualTo(ROWS);
        assertThat(reader.next()).isFalse();
      }
      try (Table table = parallel.fetch(generate(kind));
          BatchReader reader = table.reader()) {
        assertThat(oracle(kind).checkAll(reader)).isEqualTo(ROWS);
      }
      assertThat(client.poolStatistics().leased()).isZero();
    }
  }

  @Test
  void anEndpointThatBreaksIsReadOn(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FaultProxy proxy =
            FaultProxy.to(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(),
                    URI.create(server.flightLocation()).getPort()));
        FastFlightClient client =
            FastFlightClient.connect(
                ClientConfig.builder("grpc://127.0.0.1:" + proxy.port())
                    .resilience(
                        ResilienceConfig.builder()
                            .maxAttempts(50)
                            .backoff(Backoff.fixed(Duration.ofMillis(5)))
                            .budgetRatio(1)
                            .build())
                    .transport(ClientResumeTest.SMALL_FRAMES)
                    .build())) {
      proxy.faults(new Fault.HalfClose(Direction.TO_CLIENT, 400_000));
      try (BatchReader reader = client.with(parallel(4)).open(generate("int64"))) {
        assertThat(oracle("int64").checkAll(reader)).isEqualTo(ROWS);
      }
      assertThat(proxy.connectionCount()).isGreaterThan(2);
    }
  }

  @Test
  void aReaderThatIsClosedEarlyLeavesNothing(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FastFlightClient client = FastFlightClient.connect(server.flightLocation())) {
      BatchReader reader = client.with(parallel(4)).open(generate("int64"));
      assertThat(reader.next()).isTrue();
      reader.close();
      reader.close();
      assertThat(client.poolStatistics().leased()).isZero();
      assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
      BatchReader left = client.with(parallel(4)).open(generate("int64"));
      assertThat(left.next()).isTrue();
    }
  }

  @Test
  void aFailureOfOnePartIsTheFailureOfAll(BufferAllocator memory) throws Exception {
    StreamRequest failing =
        StreamRequest.of(
            "demo.generate",
            Map.of("rows", ROWS, "batch_rows", 1_000, "fail_at_row", 30_000, "kind", "int64"));
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FastFlightClient client = FastFlightClient.connect(server.flightLocation())) {
      FastFlightClient parallel = client.with(parallel(4));
      assertThatThrownBy(() -> parallel.fetch(failing)).isInstanceOf(DataServiceException.class);
      try (BatchReader reader = parallel.open(failing)) {
        long rows = 0;
        FastFlightException failure = null;
        while (failure == null) {
          try {
            assertThat(reader.next()).isTrue();
            rows += reader.batch().getRowCount();
          } catch (FastFlightException broken) {
            failure = broken;
          }
        }
        assertThat(failure).isInstanceOf(DataServiceException.class);
        assertThat(failure.rowsDelivered()).hasValue(rows);
        assertThat(rows).isLessThanOrEqualTo(30_000);
      }
      assertThat(client.poolStatistics().leased()).isZero();
    }
  }

  @Test
  void aResultThatIsNotCutAndAMistakeAreAsWithOneStream(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FastFlightClient client = FastFlightClient.connect(server.flightLocation())) {
      FastFlightClient parallel = client.with(parallel(4));
      try (Table table = parallel.fetch(StreamRequest.of("test.rows", Map.of("rows", 25)))) {
        assertThat(table.rowCount()).isEqualTo(25);
      }
      try (Table table = parallel.fetch(StreamRequest.of("test.empty", Map.of()))) {
        assertThat(table.rowCount()).isZero();
      }
      assertThatThrownBy(() -> parallel.open(StreamRequest.of("test.rows", Map.of("rows", -1))))
          .isInstanceOf(InvalidParamsException.class);
    }
  }
}
