package io.fastflight.benchmark.client;

import io.fastflight.batch.Table;
import io.fastflight.benchmark.data.ColumnSum;
import io.fastflight.client.FastFlightClient;
import io.fastflight.service.StreamRequest;
import java.nio.charset.StandardCharsets;

/** Collects a table with our client. */
final class TableReading implements Reading {
  private final FastFlightClient client;

  TableReading(String location) {
    this.client = FastFlightClient.connect(location);
  }

  @Override
  public Seen read(String ticket, String compression) {
    StreamRequest request = StreamRequest.of(ticket.getBytes(StandardCharsets.UTF_8));
    try (Table table = client.fetch(AskedCompression.of(request, compression))) {
      long sum = table.batches().stream().mapToLong(ColumnSum::of).sum();
      return new Seen(table.rowCount(), sum);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
