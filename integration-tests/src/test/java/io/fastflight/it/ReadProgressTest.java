package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.ReadProgress;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.FetchOptions;
import io.fastflight.service.StreamRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener is told of a read over a real server. */
class ReadProgressTest {
  private static final int ROWS = 2_000;

  private final List<ReadProgress> told = Collections.synchronizedList(new ArrayList<>());
  private SampleServer server;
  private FastFlightClient client;

  @BeforeEach
  void start(BufferAllocator memory) {
    server = new SampleServer(memory, 0);
    client = FastFlightClient.connect(server.location());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static StreamRequest rows() {
    return StreamRequest.of("test.rows", Map.of("rows", ROWS, "batch_rows", 128));
  }

  private FetchOptions.Builder listening() {
    return FetchOptions.builder().progress(told::add);
  }

  private static void read(FastFlightClient client, boolean collected) {
    if (collected) {
      client.fetch(rows()).close();
      return;
    }
    try (BatchReader reader = client.open(rows())) {
      while (reader.next()) {
        reader.batch();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eachBatchIsToldWithTheRowsThereWillBe(boolean collected) {
    read(client.with(listening().build()), collected);
    assertThat(told).hasSize(16).extracting(ReadProgress::rows).isSorted();
    assertThat(told).extracting(ReadProgress::expectedRows).containsOnly(OptionalLong.of(ROWS));
    ReadProgress last = told.get(told.size() - 1);
    assertThat(last.rows()).isEqualTo(ROWS);
    assertThat(last.bytes()).isGreaterThanOrEqualTo(8L * ROWS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofTheFirstRowsFewerAreExpected(boolean collected) {
    read(client.with(listening().rowLimit(300).build()), collected);
    assertThat(told).extracting(ReadProgress::expectedRows).containsOnly(OptionalLong.of(300));
    assertThat(told.get(told.size() - 1).rows()).isEqualTo(300);
  }

  @Test
  void theRowsOfAllStreamsAreAddedUp() {
    read(client.with(listening().parallelism(4).build()), true);
    assertThat(told).extracting(ReadProgress::rows).isSorted();
    assertThat(told.get(told.size() - 1).rows()).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListenerThatFailsEndsTheRead(boolean collected) {
    FetchOptions options =
        FetchOptions.builder()
            .progress(
                progress -> {
                  throw new IllegalStateException("no more");
                })
            .build();
    assertThatThrownBy(() -> read(client.with(options), collected))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no more");
    assertThat(client.poolStatistics().leased()).isZero();
  }
}
