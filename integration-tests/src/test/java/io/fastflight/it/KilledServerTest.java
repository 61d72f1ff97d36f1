package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.FetchOptions;
import io.fastflight.client.retry.Backoff;
import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.client.retry.ResiliencePreset;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.it.RowsRead.Way;
import io.fastflight.service.StreamRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Servers in processes of their own that are killed, stopped and started again. */
class KilledServerTest {
  private static final int BATCHES = 8;
  private static final int BATCH_ROWS = 10_000;

  /** 240 MB, far more than can be on its way when the server dies. */
  private static final long ROWS = 30_000_000;

  private static final ResilienceConfig PATIENT =
      ResilienceConfig.builder()
          .maxAttempts(50)
          .backoff(Backoff.fixed(Duration.ofMillis(100)))
          .budgetRatio(1)
          .build();

  private static StreamRequest rows(String service, long rows) {
    return StreamRequest.of(service, Map.of("rows", rows, "batch_rows", BATCH_ROWS));
  }

  private static FastFlightClient client(ResilienceConfig resilience, ServerProcess... servers) {
    ClientConfig.Builder config = ClientConfig.builder(servers[0].location());
    for (int i = 1; i < servers.length; i++) {
      config.replica(servers[i].location());
    }
    return FastFlightClient.connect(config.resilience(resilience).build());
  }

  /** Reads so many batches, and returns how many rows that were. */
  private static long read(BatchReader reader, int batches) {
    long rows = 0;
    for (int i = 0; i < batches; i++) {
      assertThat(reader.next()).isTrue();
      rows = RowsRead.count(reader.batch(), rows);
    }
    return rows;
  }

  private static RowsRead readOn(BatchReader reader, long from) {
    long rows = from;
    try {
      while (reader.next()) {
        rows = RowsRead.count(reader.batch(), rows);
      }
      return new RowsRead(rows, Optional.empty());
    } catch (FastFlightException failure) {
      return new RowsRead(rows, Optional.of(failure));
    }
  }

  @Test
  void aKillAtAnyBatchIsToldWithinTwoSecondsAndHealsWithinFive() throws Exception {
    ServerProcess server = ServerProcess.start(0);
    try (FastFlightClient client = client(ResiliencePreset.DISABLED.config(), server)) {
      for (int batch = 0; batch < BATCHES; batch++) {
        try (BatchReader reader = client.open(rows("test.rows", ROWS))) {
          long before = read(reader, batch);
          server.kill();
          long killed = System.nanoTime();
          RowsRead read = readOn(reader, before);
          assertThat(Duration.ofNanos(System.nanoTime() - killed))
              .isLessThan(Duration.ofSeconds(2));
          FastFlightException failure = read.failure().orElseThrow();
          assertThat(failure).isInstanceOf(ServerUnavailableException.class);
          assertThat(failure.rowsDelivered()).isEqualTo(OptionalLong.of(read.rows()));
        }
        int port = server.port();
        server.close();
        server = ServerProcess.start(port);
        long back = System.nanoTime();
        while (RowsRead.checked(client, Way.OPEN, 1_000, 100).failure().isPresent()) {
          assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(client.poolStatistics().leased()).isZero();
      }
    } finally {
      server.close();
    }
  }

  @Test
  @Timeout(600) // a server process for every batch
  void whenOneOfTwoReplicasDiesAtAnyBatchTheOtherReadsOn() throws Exception {
    ServerProcess first = ServerProcess.start(0);
    ServerProcess second = ServerProcess.start(0);
    long rows = 3_000_000;
    try {
      for (int batch = 0; batch < BATCHES; batch++) {
        try (FastFlightClient client = client(PATIENT, first, second);
            BatchReader reader = client.open(rows("test.resumable", rows))) {
          long before = read(reader, batch);
          first.kill();
          RowsRead read = readOn(reader, before);
          assertThat(read).isEqualTo(new RowsRead(rows, Optional.empty()));
        }
        first.close();
        first = second;
        second = ServerProcess.start(0);
      }
    } finally {
      first.close();
      second.close();
    }
  }

  @Test
  void aServerThatIsStartedAgainReadsItsStreamsOn() throws Exception {
    ServerProcess server = ServerProcess.start(0);
    long rows = 3_000_000;
    try (FastFlightClient client = client(PATIENT, server);
        BatchReader reader = client.open(rows("test.resumable", rows))) {
      long before = read(reader, 3);
      int port = server.port();
      server.close();
      server = ServerProcess.start(port);
      assertThat(readOn(reader, before)).isEqualTo(new RowsRead(rows, Optional.empty()));
    } finally {
      server.close();
    }
  }

  @Test
  void aServerThatStandsStillForFiveSecondsIsWaitedFor() throws Exception {
    standsStill(Duration.ofSeconds(5));
  }

  @Test
  @EnabledIfSystemProperty(named = "test.long", matches = "true")
  void aServerThatStandsStillForAMinuteIsWaitedFor() throws Exception {
    standsStill(Duration.ofSeconds(60));
  }

  private static void standsStill(Duration pause) throws Exception {
    long rows = 3_000_000;
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (ServerProcess server = ServerProcess.start(0);
        FastFlightClient client = client(ResiliencePreset.DISABLED.config(), server);
        BatchReader reader = client.open(rows("test.rows", rows))) {
      long before = read(reader, 2);
      server.signal("STOP");
      var resumed =
          timer.schedule(
              () -> {
                server.signal("CONT");
                return true;
              },
              pause.toMillis(),
              TimeUnit.MILLISECONDS);
      assertThat(readOn(reader, before)).isEqualTo(new RowsRead(rows, Optional.empty()));
      assertThat(resumed.get()).isTrue();
    } finally {
      timer.shutdownNow();
      timer.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aServerThatStandsStillTooLongIsLeftForAnother() throws Exception {
    long rows = 3_000_000;
    FetchOptions options = FetchOptions.builder().maxGap(Duration.ofSeconds(1)).build();
    try (ServerProcess first = ServerProcess.start(0);
        ServerProcess second = ServerProcess.start(0);
        FastFlightClient client = client(PATIENT, first, second);
        BatchReader reader = client.with(options).open(rows("test.resumable", rows))) {
      long before = read(reader, 2);
      first.signal("STOP");
      assertThat(readOn(reader, before)).isEqualTo(new RowsRead(rows, Optional.empty()));
    }
  }
}
