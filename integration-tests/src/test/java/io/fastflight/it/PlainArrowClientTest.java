package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.params.ParamsCodec;
import io.fastflight.testkit.RowOracle;
import io.fastflight.testkit.sample.SlowService;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo services as a stock arrow-java client sees them, row by row. */
class PlainArrowClientTest {

  @ParameterizedTest
  @CsvSource({
    "int64, 100001",
    "float64, 30000",
    "utf8, 20000",
    "mixed, 5000",
    "mixed, 0",
    "int64, 0"
  })
  void everyRowOfEveryKindIsTheOracles(String kind, long rows, BufferAllocator memory)
      throws Exception {
    Map<String, Object> fields =
        Map.of("kind", kind, "rows", rows, "columns", 8, "seed", 3, "batch_rows", 1777);
    RowOracle oracle = oracle(kind);
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        BufferAllocator own = memory.newChildAllocator("client", 0, Long.MAX_VALUE);
        FlightClient client =
            FlightClient.builder(own, new Location(server.flightLocation())).build();
        FlightStream stream =
            client.getStream(new Ticket(ParamsCodec.encode("demo.generate", fields)))) {
      long read = 0;
      while (stream.next()) {
        oracle.check(stream.getRoot(), stream.getDictionaryProvider(), read);
        read += stream.getRoot().getRowCount();
      }
      assertThat(read).isEqualTo(rows);
    }
  }

  private static RowOracle oracle(String kind) {
    return switch (kind) {
      case "int64" -> RowOracle.int64(3, 8);
      case "float64" -> RowOracle.float64(3, 8);
      case "utf8" -> RowOracle.utf8(3, 8);
      default -> RowOracle.mixed(3);
    };
  }

  @Test
  void flightsCanBeFilteredAndAnEmptyResultIsAResult(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        BufferAllocator own = memory.newChildAllocator("client", 0, Long.MAX_VALUE);
        FlightClient client =
            FlightClient.builder(own, new Location(server.flightLocation())).build()) {
      assertThat(rows(client, Map.of("origin", "SEA"))).isPositive();
      assertThat(rows(client, Map.of("origin", "ZZZ"))).isZero();
    }
  }

  private static long rows(FlightClient client, Map<String, Object> filter) throws Exception {
    try (FlightStream stream =
        client.getStream(new Ticket(ParamsCodec.encode("demo.flights", filter)))) {
      assertThat(stream.getSchema().findField("origin")).isNotNull();
      long rows = 0;
      while (stream.next()) {
        rows += stream.getRoot().getRowCount();
      }
      return rows;
    }
  }
}
