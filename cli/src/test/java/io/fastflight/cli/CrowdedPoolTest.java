package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.retry.ResiliencePreset;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.StreamRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Far more requests for one database than it has connections, and one for another. */
class CrowdedPoolTest {
  private static final int REQUESTS = 200;
  private static final int CONNECTIONS = 10;
  private static final StreamRequest CROWDED = StreamRequest.of("crowded.rows", Map.of());
  private static final StreamRequest QUICK = StreamRequest.of("quick.rows", Map.of());

  @TempDir private Path folder;

  private Path file() throws IOException {
    Files.writeString(folder.resolve("password"), TestPostgres.PASSWORD + "\n");
    return Files.writeString(
        folder.resolve("fastflight.yaml"),
        """
        sources:
          crowded: {kind: postgres, url: "%s", user: secured, password: "${file:password}", pool_size: %d, pool_wait: 10s}
          quick: {kind: jdbc, url: "jdbc:h2:mem:quick"}
        services:
          crowded.rows:
            source: crowded
            statement: "SELECT x, repeat('x', 100) AS text FROM generate_series(1, 10000000) x"
          quick.rows: {source: quick, statement: SELECT 7 AS x}
        """
            .formatted(TestPostgres.url(), CONNECTIONS));
  }

  private static RunningCommand server(Path file) {
    return new RunningCommand(
        "start-flight-server",
        "--config",
        file.toString(),
        "--flight-location",
        "grpc://127.0.0.1:0",
        "--warm-up",
        "0");
  }

  private static FastFlightClient client(RunningCommand server) {
    return FastFlightClient.connect(
        ClientConfig.builder(server.address("flight"))
            .maxStreams(2 * REQUESTS)
            .resilience(ResiliencePreset.DISABLED.config())
            .build());
  }

  @Test
  void whoWaitsForOneSourceDoesNotKeepOthersFromAnother() throws Exception {
    try (RunningCommand server = server(file());
        FastFlightClient client = client(server)) {
      List<BatchReader> unread = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        unread.add(client.open(CROWDED));
      }
      List<CompletableFuture<BatchReader>> waiting = new ArrayList<>();
      for (int i = CONNECTIONS; i < REQUESTS; i++) {
        waiting.add(client.openAsync(CROWDED));
      }
      try (Table quick = client.fetch(QUICK)) {
        assertThat(quick.rowCount()).isEqualTo(1);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
      }
      for (CompletableFuture<BatchReader> waiter : waiting) {
        assertThat(catchThrowable(waiter::join))
            .cause()
            .isInstanceOf(ResourceExhaustedException.class)
            .hasMessageContaining("No free connection to source 'crowded' within 10000 ms");
      }
      unread.forEach(BatchReader::close);
    }
  }
}
