package io.fastflight.benchmark;

import io.fastflight.batch.BatchReader;
import io.fastflight.benchmark.LoopbackBenchmark.Seen;
import io.fastflight.client.FastFlightClient;
import io.fastflight.params.ParamsCodec;
import io.fastflight.service.StreamRequest;
import java.util.Map;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Reads a stream with one client or the other; both do the same work on each batch. */
@SuppressWarnings(
    "try") // Arrow's peers throw InterruptedException from close(), which ends the program
final class Readers {
  private static final long PRIME = 2_147_483_647L;

  private Readers() {}

  private static Map<String, Object> fields(int batches) {
    return Map.of(
        "rows",
        (long) batches * LoopbackBenchmark.BATCH_ROWS,
        "columns",
        LoopbackBenchmark.COLUMNS,
        "batch_rows",
        LoopbackBenchmark.BATCH_ROWS,
        "repeat_batch",
        true);
  }

  /**
   * Returns the value of {@code demo.generate} with seed 0; see docs/reference/demo-generate.md.
   */
  static long value(long row, int column) {
    return (row * 7_919 + column * 104_729L) % PRIME;
  }

  static long sumOfOneBatch() {
    long sum = 0;
    for (int row = 0; row < LoopbackBenchmark.BATCH_ROWS; row++) {
      sum += value(row, 0);
    }
    return sum;
  }

  static Seen ours(String location, int batches) {
    try (FastFlightClient client = FastFlightClient.connect(location);
        BatchReader reader = client.open(StreamRequest.of("demo.generate", fields(batches)))) {
      long rows = 0;
      long sum = 0;
      while (reader.next()) {
        rows += reader.batch().getRowCount();
        sum += sum(reader.batch());
      }
      return new Seen(rows, sum);
    }
  }

  static Seen stock(BufferAllocator memory, String location, int batches) throws Exception {
    Ticket ticket = new Ticket(ParamsCodec.encode("demo.generate", fields(batches)));
    try (BufferAllocator own = memory.newChildAllocator("stock client", 0, Long.MAX_VALUE);
        FlightClient client = FlightClient.builder(own, new Location(location)).build();
        FlightStream stream = client.getStream(ticket)) {
      long rows = 0;
      long sum = 0;
      while (stream.next()) {
        rows += stream.getRoot().getRowCount();
        sum += sum(stream.getRoot());
      }
      return new Seen(rows, sum);
    }
  }

  private static long sum(VectorSchemaRoot batch) {
    BigIntVector column = (BigIntVector) batch.getVector(0);
    long sum = 0;
    for (int row = 0; row < batch.getRowCount(); row++) {
      sum += column.get(row);
    }
    return sum;
  }
}
