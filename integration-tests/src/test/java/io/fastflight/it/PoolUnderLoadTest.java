package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchFiller;
import io.fastflight.batch.BatchReader;
import io.fastflight.batch.ForwardingReader;
import io.fastflight.batch.Table;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.pool.PoolStatistics;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** Far more readers than streams. */
class PoolUnderLoadTest {
  private static final int THREADS = 500;
  private static final int STREAMS = 16;
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final StreamRequest SMALL = StreamRequest.of("test.counted", Map.of("rows", 100));
  private static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("id", new ArrowType.Int(64, true))));

  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** Asks for one batch of so many rows. */
  @WireName("test.counted")
  record CountedParams(int rows) implements DataParams {}

  /** Counts the readers that are open on the server. */
  private BatchReader counted(CountedParams params, ServiceContext context) {
    most.accumulateAndGet(open.incrementAndGet(), Math::max);
    BatchReader rows = BatchReader.filled(SCHEMA, context.allocator(), onlyBatch(params.rows()));
    return new ForwardingReader(rows) {
      @Override
      public void close() {
        super.close();
        open.decrementAndGet();
      }
    };
  }

  private static BatchFiller onlyBatch(int rows) {
    AtomicBoolean done = new AtomicBoolean();
    return batch -> {
      if (!done.compareAndSet(false, true)) {
        return false;
      }
      BigIntVector id = (BigIntVector) batch.getVector(0);
      id.allocateNew(rows);
      for (int i = 0; i < rows; i++) {
        id.set(i, i);
      }
      batch.setRowCount(rows);
      return true;
    };
  }

  private SampleServer server(BufferAllocator memory) {
    return new SampleServer(
        memory, 0, ServiceRegistry.builder().register(CountedParams.class, this::counted).build());
  }

  @Test
  void fiveHundredThreadsShareSixteenStreams(BufferAllocator memory) throws Exception {
    long[] readsOf = new long[THREADS];
    try (SampleServer server = server(memory);
        FastFlightClient client =
            FastFlightClient.connect(
                ClientConfig.builder(server.location())
                    .maxStreams(STREAMS)
                    .acquireTimeout(Duration.ofMinutes(2))
                    .build())) {
      long end = System.nanoTime() + TIME.toNanos();
      List<FutureTask<Long>> readers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        FutureTask<Long> reader = new FutureTask<>(() -> readUntil(end, client));
        readers.add(reader);
        new Thread(reader).start();
      }
      for (int i = 0; i < THREADS; i++) {
        readsOf[i] = readers.get(i).get();
      }
      assertThat(most.get()).isBetween(1, STREAMS);
      assertThat(client.poolStatistics())
          .isEqualTo(new PoolStatistics(STREAMS, 0, 0, Duration.ZERO));
    }
    // in order: nobody has had many turns before everybody had as many
    long fewest = Arrays.stream(readsOf).min().orElseThrow();
    assertThat(fewest).isPositive();
    assertThat(Arrays.stream(readsOf).max().orElseThrow()).isLessThanOrEqualTo(3 * fewest + 3);
  }

  /** Returns how many reads it made. */
  private static long readUntil(long end, FastFlightClient client) {
    long reads = 0;
    while (System.nanoTime() < end) {
      try (Table table = client.fetch(SMALL)) {
        assertThat(table.rowCount()).isEqualTo(100);
      }
      reads++;
    }
    return reads;
  }

  @Test
  void tenThousandFetchesAtOnceNeedNoThreadEach(BufferAllocator memory) throws Exception {
    try (SampleServer server = server(memory);
        FastFlightClient client =
            FastFlightClient.connect(
                ClientConfig.builder(server.location())
                    .acquireTimeout(Duration.ofMinutes(5))
                    .build())) {
      client.fetch(SMALL).close();
      int threads = Thread.activeCount();
      List<CompletableFuture<Long>> all = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        all.add(
            client
                .fetchAsync(SMALL)
                .thenApply(
                    table -> {
                      try (table) {
                        return table.rowCount();
                      }
                    }));
      }
      assertThat(Thread.activeCount()).isLessThan(threads + 40);
      long rows = 0;
      for (CompletableFuture<Long> one : all) {
        rows += one.get();
      }
      assertThat(rows).isEqualTo(1_000_000);
      assertThat(client.poolStatistics().leased()).isZero();
    }
  }
}
