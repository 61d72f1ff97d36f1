package io.fastflight.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.error.FastFlightException;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.fault.Direction;
import io.fastflight.testkit.fault.Fault;
import io.fastflight.testkit.fault.FaultProxy;
import io.fastflight.testkit.sample.SampleServices;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Our client and our server with a network between them that fails: what is read is complete and
 * equal, or an error after rows that are equal, and nothing stays on either side.
 */
class CutStreamsTest {
  private static final int SMALL_ROWS = 25;
  private static final int LARGE_ROWS = 2_000_000; // 16 MB: more than sockets and windows hold
  private static final long PATIENCE_SECONDS = 60;

  private BufferAllocator memory;
  private FastFlightServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start(BufferAllocator parent) throws Exception {
    memory = parent.newChildAllocator("server", 0, Long.MAX_VALUE);
    Engine engine = new Engine(SampleServices.registry(), memory);
    server = FastFlightServer.builder(engine).port(0).closeGrace(Duration.ofMillis(200)).start();
    proxy = FaultProxy.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
  }

  @AfterEach
  void nothingStays() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(memory.getAllocatedMemory()).isZero());
    proxy.close();
    server.close();
    memory.close();
  }

  private FastFlightClient connect() {
    return OneTry.connect("grpc://127.0.0.1:" + proxy.port());
  }

  private static StreamRequest rows(int rows) {
    return StreamRequest.of("test.rows", Map.of("rows", rows, "batch_rows", 10_000));
  }

  /** Returns whether all rows came; each that did is the one that must come. */
  private static boolean isComplete(FastFlightClient client, int rows, boolean collected)
      throws Exception {
    return collected ? collects(client, rows) : reads(client, rows);
  }

  private static boolean collects(FastFlightClient client, int rows) throws Exception {
    try (Table table = client.fetchAsync(rows(rows)).get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      assertThat(table.rowCount()).isEqualTo(rows);
      for (long row = 0; row < rows; row += 7) {
        assertThat(table.value("id", row)).isEqualTo(row);
      }
      return true;
    } catch (ExecutionException failed) {
      assertThat(failed.getCause()).isInstanceOf(FastFlightException.class);
      assertThat(failed.getCause()).message().isNotBlank();
      return false;
    }
  }

  private static boolean reads(FastFlightClient client, int rows) {
    long row = 0;
    try (BatchReader reader = client.open(rows(rows))) {
      while (reader.next()) {
        BigIntVector id = (BigIntVector) reader.batch().getVector("id");
        for (int i = 0; i < reader.batch().getRowCount(); i++) {
          assertThat(id.get(i)).isEqualTo(row++);
        }
      }
      assertThat(row).isEqualTo(rows);
      return true;
    } catch (FastFlightException failure) {
      assertThat(failure).message().isNotBlank();
      assertThat(failure.rowsDelivered().orElse(0)).isEqualTo(row);
      return false;
    }
  }

  /** Reads through a connection of its own: one that broke before would be waited for first. */
  private boolean isCompleteAtFirst(int rows, boolean collected) throws Exception {
    try (FastFlightClient client = connect()) {
      return isComplete(client, rows, collected);
    }
  }

  /** Reads through an unharmed connection, and returns how many bytes went one way. */
  private long bytesOf(int rows, Direction direction) throws Exception {
    long before = proxy.bytesPassed(direction);
    try (FastFlightClient client = connect()) {
      assertThat(isComplete(client, rows, true)).isTrue();
    }
    return proxy.bytesPassed(direction) - before;
  }

  @ParameterizedTest
  @EnumSource
  void aSmallStreamCutAtEachByteIsCompleteOrAnError(Direction direction) throws Exception {
    long bytes = bytesOf(SMALL_ROWS, direction);
    assertThat(bytes).isBetween(200L, 5_000L);
    long cut = 0;
    proxy.faults(new Fault.HalfClose(direction, cut));
    while (!isCompleteAtFirst(SMALL_ROWS, cut % 2 == 0)) {
      cut++;
      proxy.faults(new Fault.HalfClose(direction, cut));
    }
    assertThat(cut).as("the first cut behind the end").isBetween(100L, 2 * bytes);
  }

  @Test
  void aLargeStreamCutAnywhereIsAnError() throws Exception {
    long bytes = bytesOf(LARGE_ROWS, Direction.TO_CLIENT);
    Random random = new Random(3);
    for (int i = 0; i < 16; i++) {
      long cut = (i * bytes + random.nextInt(100_000)) / 17;
      proxy.faults(
          i % 2 == 0
              ? new Fault.HalfClose(Direction.TO_CLIENT, cut)
              : new Fault.Reset(Direction.TO_CLIENT, cut));
      try (FastFlightClient client = connect()) {
        assertThat(isComplete(client, LARGE_ROWS, i % 4 < 2)).isFalse();
      }
    }
  }

  @Test
  void bytesThatAreChangedAnywhereLeaveNothing() throws Exception {
    Map<Direction, Long> bytes = new EnumMap<>(Direction.class);
    for (Direction direction : Direction.values()) {
      bytes.put(direction, bytesOf(SMALL_ROWS, direction));
    }
    Random random = new Random(5);
    for (int i = 0; i < 40; i++) {
      Direction direction = i % 2 == 0 ? Direction.TO_SERVER : Direction.TO_CLIENT;
      byte[] noise = new byte[1 + random.nextInt(8)];
      random.nextBytes(noise);
      long end = bytes.get(direction) / 2; // whoever waits for more is told the end
      long place = random.nextLong(end);
      proxy.faults(
          Fault.Splice.of(direction, place, random.nextInt(9), noise),
          new Fault.HalfClose(direction, end));
      try (FastFlightClient client = connect()) {
        assertThat(isComplete(client, SMALL_ROWS, true)).isFalse();
      }
    }
  }

  @Test
  void aSlowNetworkLosesNothing() throws Exception {
    proxy.faults(
        new Fault.Trickle(Direction.TO_SERVER, 0, 4_000),
        new Fault.Trickle(Direction.TO_CLIENT, 0, 4_000));
    try (FastFlightClient client = connect()) {
      assertThat(isComplete(client, SMALL_ROWS, true)).isTrue();
    }
  }

  @Test
  void aStalledStreamCanBeLeft() throws Exception {
    proxy.faults(new Fault.Stall(Direction.TO_CLIENT, 1_000_000));
    try (FastFlightClient client = connect()) {
      var table = client.fetchAsync(rows(LARGE_ROWS));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> proxy.bytesPassed(Direction.TO_CLIENT) >= 1_000_000);
      assertThat(table.cancel(true)).isTrue();
    }
    proxy.resetAll();
  }
}
