package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SlowService;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** A Unix socket is a location like any other. */
class UnixSocketTest {
  private static final StreamRequest FLIGHTS =
      StreamRequest.of("demo.flights", Map.of("origin", "SEA"));

  @Test
  void bothLocationsOfAServerGiveTheSame(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FastFlightClient near = FastFlightClient.connect(server.unixLocation());
        FastFlightClient far = FastFlightClient.connect(server.flightLocation());
        Table here = near.fetch(FLIGHTS);
        Table there = far.fetch(FLIGHTS)) {
      assertThat(here.rowCount()).isEqualTo(there.rowCount()).isGreaterThan(5_000);
      assertThat(here.schema()).isEqualTo(there.schema());
      for (long row = 0; row < here.rowCount(); row += 97) {
        assertThat(here.value("destination", row)).isEqualTo(there.value("destination", row));
      }
      assertThat(near.services()).hasSameSizeAs(far.services());
    }
  }

  @Test
  void aRefusalSaysTheSame(BufferAllocator memory) throws Exception {
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty());
        FastFlightClient near = FastFlightClient.connect(server.unixLocation())) {
      assertThatThrownBy(() -> near.fetch(StreamRequest.of("demo.flihgts", Map.of())))
          .isInstanceOf(FastFlightException.class)
          .hasMessageContaining("demo.flights");
    }
  }

  @Test
  void withoutAServerTheLocationIsNamed(BufferAllocator memory) throws Exception {
    String location;
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty())) {
      location = server.unixLocation();
    }
    try (FastFlightClient client = FastFlightClient.connect(location)) {
      assertThatThrownBy(() -> client.fetch(FLIGHTS))
          .isInstanceOf(ServerUnavailableException.class)
          .hasMessageContaining(location);
    }
  }
}
