package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SlowService;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** Streams of one connection do not wait for one that nobody reads. */
class UnreadStreamTest {
  /** 256 MB: many times the window of a stream. */
  private static final StreamRequest LARGE =
      StreamRequest.of("demo.generate", Map.of("rows", 4_000_000, "columns", 8));

  @Test
  void aStreamThatNobodyReadsStopsNoOther(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FastFlightClient client = FastFlightClient.connect(server.flightLocation());
        BatchReader unread = client.open(LARGE);
        Table read =
            client
                .fetchAsync(
                    StreamRequest.of("demo.generate", Map.of("rows", 400_000, "columns", 8)))
                .get(60, TimeUnit.SECONDS)) {
      assertThat(read.rowCount()).isEqualTo(400_000);
      assertThat(unread.schema().getFields()).hasSize(8);
    }
  }
}
