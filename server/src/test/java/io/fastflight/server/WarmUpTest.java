package io.fastflight.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.engine.Engine;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import io.fastflight.wire.TransportConfig;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmUpTest {
  @Test
  void streamsForTheTimeItHas() {
    long start = System.nanoTime();

    long bytes = WarmUp.stream(Duration.ofMillis(300), TransportConfig.defaults());

    assertThat(bytes).as("a batch at least").isGreaterThan(4L << 20);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(threadNames()).doesNotContain("fastflight-warm-up-1-1"));
  }

  @Test
  void leavesAServerThatServesNothingElse(BufferAllocator memory) throws Exception {
    Engine engine =
        new Engine(
            SampleServices.builder(new SlowService()).build(),
            memory.newChildAllocator("warm", 0, Long.MAX_VALUE));
    try (var requests = engine.allocator();
        FastFlightServer server =
            FastFlightServer.builder(engine).port(0).warmUp(Duration.ofMillis(100)).start();
        FlightClient client =
            FlightClient.builder(memory, new Location(server.location())).build()) {
      for (FlightInfo info : client.listFlights(Criteria.ALL)) {
        assertThat(info.getDescriptor().toString()).doesNotContain("warm_up");
      }
      assertThat(requests.getPeakMemoryAllocation()).as("a warm-up has its own memory").isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 60_001})
  void refusesTimesOutOfRange(long millis, BufferAllocator memory) {
    FastFlightServer.Builder server =
        FastFlightServer.builder(
            new Engine(SampleServices.builder(new SlowService()).build(), memory));

    assertThatThrownBy(() -> server.warmUp(Duration.ofMillis(millis)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("warmUp must be 0..60 seconds");
  }

  private static Set<String> threadNames() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }
}
