package io.fastflight.benchmark.client;

import io.fastflight.batch.BatchReader;
import io.fastflight.benchmark.data.ColumnSum;
import io.fastflight.client.FastFlightClient;
import io.fastflight.service.StreamRequest;
import java.nio.charset.StandardCharsets;

/** Reads with our client. */
final class OursReading implements Reading {
  private final FastFlightClient client;

  OursReading(String location) {
    this.client = FastFlightClient.connect(location);
  }

  @Override
  public Seen read(String ticket, String compression) {
    StreamRequest request = StreamRequest.of(ticket.getBytes(StandardCharsets.UTF_8));
    try (BatchReader reader = client.open(AskedCompression.of(request, compression))) {
      long rows = 0;
      long sum = 0;
      while (reader.next()) {
        rows += reader.batch().getRowCount();
        sum += ColumnSum.of(reader.batch());
      }
      return new Seen(rows, sum);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
