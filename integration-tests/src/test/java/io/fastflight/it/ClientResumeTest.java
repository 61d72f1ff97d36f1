package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.retry.Backoff;
import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.client.retry.ResiliencePreset;
import io.fastflight.engine.Engine;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.params.ParamsCodec;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.RowOracle;
import io.fastflight.testkit.fault.Direction;
import io.fastflight.testkit.fault.Fault;
import io.fastflight.testkit.fault.FaultProxy;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import io.fastflight.wire.TransportConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream that breaks: read on where its service can do that, else an error or from the start. */
class ClientResumeTest {
  private static final int ROWS = 200_000;

  /**
   * Every connection ends behind so many bytes: a stream of 1.6 MB needs several. An end loses
   * nothing of what came before it, where a reset may lose it all.
   */
  private static final long CUT_EVERY = 400_000;

  private static final ResilienceConfig QUICK =
      ResilienceConfig.builder()
          .maxAttempts(3)
          .backoff(Backoff.fixed(Duration.ofMillis(1)))
          .budgetRatio(1)
          .build();

  /** What came of a frame that is cut is lost: a connection must bring some that are not. */
  static final TransportConfig SMALL_FRAMES =
      TransportConfig.builder().frameBytes(16 * 1024).build();

  private static StreamRequest rows(String service) {
    return StreamRequest.of(service, Map.of("rows", ROWS, "batch_rows", 10_000));
  }

  private static FaultProxy proxy(String location) throws Exception {
    return FaultProxy.to(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), URI.create(location).getPort()));
  }

  private static FastFlightClient client(FaultProxy proxy, FaultProxy... replicas) {
    ClientConfig.Builder config =
        ClientConfig.builder("grpc://127.0.0.1:" + proxy.port())
            .resilience(QUICK)
            .transport(SMALL_FRAMES);
    for (FaultProxy replica : replicas) {
      config.replica("grpc://127.0.0.1:" + replica.port());
    }
    return FastFlightClient.connect(config.build());
  }

  /** Reads to the end and checks that the rows are 0, 1, 2 ... */
  private static long countOn(BatchReader reader) {
    return countOn(reader, 0);
  }

  private static long countOn(BatchReader reader, long from) {
    long row = from;
    while (reader.next()) {
      BigIntVector ids = (BigIntVector) reader.batch().getVector(0);
      for (int i = 0; i < ids.getValueCount(); i++) {
        assertThat(ids.get(i)).isEqualTo(row++);
      }
    }
    return row;
  }

  @Test
  void aResumableStreamIsReadOnUnseen(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FaultProxy proxy = proxy(server.flightLocation());
        FastFlightClient client = client(proxy)) {
      proxy.faults(new Fault.HalfClose(Direction.TO_CLIENT, CUT_EVERY));
      try (BatchReader reader = client.open(rows("test.resumable"))) {
        assertThat(countOn(reader)).isEqualTo(ROWS);
        assertThat(reader.next()).isFalse();
      }
      assertThat(proxy.connectionCount()).isGreaterThan(3);
      assertThat(client.poolStatistics().leased()).isZero();
    }
  }

  @Test
  void aStreamOfASealedTicketIsReadOnToo(BufferAllocator memory) throws Exception {
    Engine engine = new Engine(SampleServices.registry(), memory);
    try (FastFlightServer server =
            FastFlightServer.builder(engine).port(0).sealKeys(SealKeys.ofThisProcess()).start();
        FaultProxy proxy = proxy(server.location());
        FastFlightClient client =
            FastFlightClient.connect(
                ClientConfig.builder("grpc://127.0.0.1:" + proxy.port())
                    .resilience(QUICK)
                    .transport(SMALL_FRAMES)
                    .serverTickets()
                    .build())) {
      proxy.faults(new Fault.HalfClose(Direction.TO_CLIENT, CUT_EVERY));
      try (BatchReader reader = client.open(rows("test.resumable"))) {
        assertThat(countOn(reader)).isEqualTo(ROWS);
      }
      assertThat(proxy.connectionCount()).isGreaterThan(3);
    }
  }

  @Test
  void aReplicaReadsItOn(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FaultProxy first = proxy(server.flightLocation());
        FaultProxy second = proxy(server.flightLocation());
        FastFlightClient client = client(first, second)) {
      first.faults(new Fault.HalfClose(Direction.TO_CLIENT, CUT_EVERY));
      try (BatchReader reader = client.open(rows("test.resumable"))) {
        assertThat(countOn(reader)).isEqualTo(ROWS);
      }
      assertThat(second.connectionCount()).isOne();
    }
  }

  /** It resets what runs when its grace is over, with the code of a caller that leaves. */
  @Test
  void aServerThatIsStoppedIsReadOnAtAReplica(BufferAllocator memory) throws Exception {
    long rows = 30_000_000; // 240 MB, far more than is on its way when the grace begins
    SampleServer first = new SampleServer(memory, 0);
    try (SampleServer second = new SampleServer(memory, 0);
        FastFlightClient client =
            FastFlightClient.connect(
                ClientConfig.builder(first.location())
                    .replica(second.location())
                    .resilience(QUICK)
                    .build());
        BatchReader reader =
            client.open(
                StreamRequest.of("test.resumable", Map.of("rows", rows, "batch_rows", 10_000)))) {
      try (first) {
        assertThat(reader.next()).isTrue();
      }
      assertThat(countOn(reader, reader.batch().getRowCount())).isEqualTo(rows);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"int64", "mixed"})
  void theGeneratorsRowsAreThoseOfAnUnbrokenRead(String kind, BufferAllocator memory)
      throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FaultProxy proxy = proxy(server.flightLocation());
        FastFlightClient client = client(proxy)) {
      proxy.faults(new Fault.HalfClose(Direction.TO_CLIENT, CUT_EVERY));
      StreamRequest request =
          StreamRequest.of(
              "demo.generate",
              Map.of("rows", 20_000, "batch_rows", 1_000, "seed", 7, "kind", kind, "columns", 10));
      RowOracle oracle = kind.equals("mixed") ? RowOracle.mixed(7) : RowOracle.int64(7, 10);
      try (BatchReader reader = client.open(request)) {
        assertThat(oracle.checkAll(reader)).isEqualTo(20_000);
      }
      try (Table table = client.fetch(request);
          BatchReader reader = table.reader()) {
        assertThat(oracle.checkAll(reader)).isEqualTo(20_000);
      }
      assertThat(proxy.connectionCount()).isGreaterThan(2);
    }
  }

  /** The second connection breaks at every place where its dictionaries may not have come yet. */
  @Test
  void aBreakBeforeTheDictionariesIsReadOn(BufferAllocator memory) throws Exception {
    StreamRequest request =
        StreamRequest.of(
            "demo.generate", Map.of("rows", 20_000, "batch_rows", 1_000, "kind", "mixed"));
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty())) {
      for (int bytes = 200; bytes < 5_000; bytes += 300) {
        Fault second = new Fault.HalfClose(Direction.TO_CLIENT, bytes);
        try (FaultProxy proxy = proxy(server.flightLocation());
            FastFlightClient client = client(proxy)) {
          proxy.plan(
              connection ->
                  switch (connection) {
                    case 0 -> List.of(new Fault.HalfClose(Direction.TO_CLIENT, CUT_EVERY));
                    case 1 -> List.of(second);
                    default -> List.of();
                  });
          try (BatchReader reader = client.open(request)) {
            assertThat(RowOracle.mixed(0).checkAll(reader)).isEqualTo(20_000);
          }
          assertThat(proxy.connectionCount()).isEqualTo(3);
        }
      }
    }
  }

  @Test
  void anyOtherStreamEndsWithHowFarItCame(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FaultProxy proxy = proxy(server.flightLocation());
        FastFlightClient client = client(proxy);
        BatchReader reader = endLater(proxy, client)) {
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
      assertThat(failure)
          .isInstanceOf(ServerUnavailableException.class)
          .hasMessageStartingWith("The stream broke after " + rows + " rows.");
      assertThat(failure.rowsDelivered()).isEqualTo(OptionalLong.of(rows));
      assertThat(rows).isPositive();
      assertThatThrownBy(reader::next).isSameAs(failure);
      assertThat(client.poolStatistics().leased()).isZero();
    }
  }

  private static BatchReader endLater(FaultProxy proxy, FastFlightClient client) {
    proxy.faults(new Fault.HalfClose(Direction.TO_CLIENT, CUT_EVERY));
    return client.open(rows("test.rows"));
  }

  @Test
  void aCollectingCallBeginsAgain(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FaultProxy proxy = proxy(server.flightLocation());
        FastFlightClient client = client(proxy)) {
      proxy.plan(
          connection ->
              connection < 2
                  ? List.of(new Fault.HalfClose(Direction.TO_CLIENT, CUT_EVERY))
                  : List.of());
      try (Table table = client.fetch(rows("test.rows"));
          BatchReader reader = table.reader()) {
        assertThat(countOn(reader)).isEqualTo(ROWS);
      }
      assertThat(proxy.connectionCount()).isEqualTo(3);
    }
  }

  @Test
  void aCollectingCallThatBreaksTooOftenFails(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FaultProxy proxy = proxy(server.flightLocation());
        FastFlightClient client = client(proxy)) {
      proxy.faults(new Fault.Reset(Direction.TO_CLIENT, 2_000));
      FastFlightException failure =
          catchThrowableOfType(
              ServerUnavailableException.class, () -> client.fetch(rows("test.rows")));
      assertThat(failure.getSuppressed()).isNotEmpty();
      assertThat(client.poolStatistics().leased()).isZero();
    }
  }

  @Test
  void withoutRepeatsEveryBreakIsAnError(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FaultProxy proxy = proxy(server.flightLocation());
        FastFlightClient client =
            FastFlightClient.connect(
                ClientConfig.builder("grpc://127.0.0.1:" + proxy.port())
                    .resilience(ResiliencePreset.DISABLED)
                    .build())) {
      proxy.faults(new Fault.HalfClose(Direction.TO_CLIENT, CUT_EVERY));
      assertThatThrownBy(() -> client.fetch(rows("test.resumable")))
          .isInstanceOf(ServerUnavailableException.class)
          .hasNoSuppressedExceptions();
    }
  }

  @Test
  void aSnapshotThatIsGoneIsSaid(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FastFlightClient client = FastFlightClient.connect(server.flightLocation())) {
      byte[] other = ParamsCodec.resumed(rows("test.resumable").ticket(), "rows-0", 5);
      assertThatThrownBy(() -> client.open(StreamRequest.of(other)))
          .isInstanceOf(IncompleteStreamException.class)
          .hasMessage("test.resumable has no snapshot of that name.");
      byte[] none = ParamsCodec.resumed(rows("test.rows").ticket(), "rows-1", 5);
      assertThatThrownBy(() -> client.open(StreamRequest.of(none)))
          .isInstanceOf(InvalidParamsException.class)
          .hasMessage(
              "The service does not read streams on. Leave '_snapshot' and '_start_row' out.");
    }
  }
}
