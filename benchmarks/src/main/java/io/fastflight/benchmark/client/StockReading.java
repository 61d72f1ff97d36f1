package io.fastflight.benchmark.client;

import io.fastflight.benchmark.data.ColumnSum;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.RootAllocator;

/** Reads with arrow-java's client at its defaults. */
@SuppressWarnings("try") // Arrow's close() throws InterruptedException, which ends the process
final class StockReading implements Reading {
  private final RootAllocator allocator = new RootAllocator();
  private final FlightClient client;

  StockReading(String location) throws URISyntaxException {
    this.client = FlightClient.builder(allocator, new Location(location)).build();
  }

  @Override
  public Seen read(String ticket, String compression) throws Exception {
    Ticket asked = new Ticket(ticket.getBytes(StandardCharsets.UTF_8));
    try (FlightStream stream = open(asked, compression)) {
      long rows = 0;
      long sum = 0;
      while (stream.next()) {
        rows += stream.getRoot().getRowCount();
        sum += ColumnSum.of(stream.getRoot());
      }
      return new Seen(rows, sum);
    }
  }

  private FlightStream open(Ticket ticket, String compression) {
    if (compression.equals(AskedCompression.NONE)) {
      return client.getStream(ticket);
    }
    FlightCallHeaders headers = new FlightCallHeaders();
    headers.insert(AskedCompression.HEADER, compression);
    return client.getStream(ticket, new HeaderCallOption(headers));
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    allocator.close();
  }
}
