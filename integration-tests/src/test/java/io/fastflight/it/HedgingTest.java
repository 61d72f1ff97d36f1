package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.FetchOptions;
import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.client.retry.RetryBudget;
import io.fastflight.it.RowsRead.Way;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.fault.Direction;
import io.fastflight.testkit.fault.Fault;
import io.fastflight.testkit.fault.FaultProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica is asked as well where the first takes long to answer; whoever is faster is read. */
class HedgingTest {
  private static final int ROWS = 2_000;
  private static final int BATCH_ROWS = 100;
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private SampleServer server;
  private FaultProxy first;
  private FaultProxy second;

  @BeforeEach
  void start(BufferAllocator memory) throws Exception {
    server = new SampleServer(memory, 0);
    first = proxy();
    second = proxy();
  }

  @AfterEach
  void stop() throws Exception {
    second.close();
    first.close();
    server.close();
  }

  private FaultProxy proxy() throws Exception {
    return FaultProxy.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
  }

  private FastFlightClient client(double budgetRatio, int maxStreams) {
    ResilienceConfig hedging =
        ResilienceConfig.builder()
            .maxAttempts(1)
            .hedgeAfter(PATIENCE)
            .budgetRatio(budgetRatio)
            .build();
    return FastFlightClient.connect(
        ClientConfig.builder("grpc://127.0.0.1:" + first.port())
            .replica("grpc://127.0.0.1:" + second.port())
            .maxStreams(maxStreams)
            .closeGrace(Duration.ZERO)
            .resilience(hedging)
            .build());
  }

  private static void assertWhole(FastFlightClient client, Way way) {
    assertThat(RowsRead.checked(client, way, ROWS, BATCH_ROWS).failure()).isEmpty();
  }

  @Test
  void theReplicaIsReadWhereTheFirstIsSilent() throws Exception {
    first.faults(new Fault.Stall(Direction.TO_CLIENT, 0));
    try (FastFlightClient client = client(1, 8)) {
      for (Way way : Way.values()) {
        assertWhole(client, way);
        assertThat(client.poolStatistics().leased()).isZero();
      }
      assertThat(second.connectionCount()).isOne();
    }
    first.resetAll();
  }

  @Test
  void nobodyElseIsAskedWhereTheFirstAnswers() throws Exception {
    try (FastFlightClient client = client(1, 8)) {
      assertWhole(client, Way.FETCH); // makes the connection, which may take its time
      int before = second.connectionCount();
      ResilienceConfig patient =
          ResilienceConfig.builder().maxAttempts(1).hedgeAfter(Duration.ofMinutes(1)).build();
      FastFlightClient waiting = client.with(FetchOptions.builder().resilience(patient).build());
      for (Way way : Way.values()) {
        assertWhole(waiting, way);
      }
      assertThat(second.connectionCount()).isEqualTo(before);
    }
  }

  @Test
  void theCallThatLostGivesItsStreamBack() throws Exception {
    first.faults(new Fault.Trickle(Direction.TO_CLIENT, 200, 1));
    try (FastFlightClient client = client(1, 8)) {
      assertWhole(client, Way.FETCH);
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> client.poolStatistics().leased() == 0);
    }
    first.resetAll();
  }

  @Test
  void hedgesComeOutOfTheBudget() throws Exception {
    first.faults(new Fault.Stall(Direction.TO_CLIENT, 0));
    try (FastFlightClient client = client(0, 8)) {
      for (int i = 0; i < RetryBudget.INITIAL_REPEATS; i++) {
        assertWhole(client, Way.FETCH);
      }
      var unanswered =
          client.fetchAsync(StreamRequest.of("test.rows", Map.of("rows", 1, "batch_rows", 1)));
      Thread.sleep(10 * PATIENCE.toMillis());
      assertThat(unanswered).isNotDone();
      assertThat(unanswered.cancel(true)).isTrue();
      assertThat(client.poolStatistics().leased()).isZero();
    }
    first.resetAll();
  }

  @Test
  void aHedgeTakesNoStreamThatAnotherReadNeeds() throws Exception {
    first.faults(new Fault.Stall(Direction.TO_CLIENT, 0));
    try (FastFlightClient client = client(1, 1)) {
      var unanswered =
          client.fetchAsync(StreamRequest.of("test.rows", Map.of("rows", 1, "batch_rows", 1)));
      Thread.sleep(10 * PATIENCE.toMillis());
      assertThat(unanswered).isNotDone();
      assertThat(second.connectionCount()).isZero();
      unanswered.cancel(true);
    }
    first.resetAll();
  }
}
