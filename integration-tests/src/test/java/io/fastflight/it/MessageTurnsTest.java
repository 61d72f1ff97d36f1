package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.it.RowsRead.Way;
import io.fastflight.wire.TransportConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** Many streams on one connection, as they look on the wire. */
class MessageTurnsTest {
  private static final int STREAMS = 8;
  private static final int MESSAGES = 8;
  private static final int ROWS_OF_A_MESSAGE = 131_072; // of one int64 column: 1 MiB

  @Test
  void streamsTakeTurnsByWholeMessages(BufferAllocator memory) throws Exception {
    try (SampleServer server = new SampleServer(memory, TransportConfig.defaults());
        FrameRelay relay = new FrameRelay(server.port(), number -> FrameRelay.NEVER)) {
      readTogether(relay, MESSAGES * ROWS_OF_A_MESSAGE, ROWS_OF_A_MESSAGE);
      List<Integer> frames = relay.dataStreams();
      int turns = 1;
      for (int i = 1; i < frames.size(); i++) {
        turns += frames.get(i).equals(frames.get(i - 1)) ? 0 : 1;
      }
      // by 16 KiB, as gRPC would have it, there were 3,300 for these 64 messages
      assertThat(turns).isLessThan(4 * STREAMS * MESSAGES);
    }
  }

  /** Thousands of them wait for the socket at a time, each with a small buffer of its own. */
  @Test
  void smallMessagesThatWaitInALineArriveAsTheyWere(BufferAllocator memory) throws Exception {
    try (SampleServer server = new SampleServer(memory, 0);
        FrameRelay relay = new FrameRelay(server.port(), number -> FrameRelay.NEVER)) {
      readTogether(relay, 1_048_576, 131_072);
    }
  }

  /** Reads over one connection, and checks every row. */
  private static void readTogether(FrameRelay relay, int rows, int batchRows) throws Exception {
    ExecutorService readers = Executors.newFixedThreadPool(STREAMS);
    ClientConfig config =
        ClientConfig.builder(relay.location()).maxChannels(1).streamsPerChannel(STREAMS).build();
    try (FastFlightClient client = FastFlightClient.connect(config)) {
      List<CompletableFuture<RowsRead>> reads = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        reads.add(
            CompletableFuture.supplyAsync(
                () -> RowsRead.checked(client, Way.OPEN, rows, batchRows), readers));
      }
      for (CompletableFuture<RowsRead> each : reads) {
        assertThat(each.join().failure()).isEmpty();
      }
    } finally {
      readers.shutdown();
      assertThat(readers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
