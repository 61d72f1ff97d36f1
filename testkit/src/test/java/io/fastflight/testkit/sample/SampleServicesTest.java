package io.fastflight.testkit.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ParamsCodec;
import io.fastflight.service.Cancellation;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleServicesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SlowService slow = new SlowService();
  private final ServiceRegistry registry = SampleServices.builder(slow).build();
  private final Cancellation cancellation = new Cancellation();

  @ParameterizedTest
  @ValueSource(strings = {"test.rows", "test.later", "test.async"})
  void rowsCountFromZeroInBatchesOfTheWantedSize(String name, BufferAllocator allocator)
      throws Exception {
    try (Table table = read(name, Map.of("rows", 25, "batch_rows", 10), allocator)) {
      assertThat(table.batches())
          .extracting(batch -> batch.getRowCount())
          .containsExactly(10, 10, 5);
      assertThat(LongStream.range(0, 25).mapToObj(row -> table.value("id", row)))
          .containsExactlyElementsOf(LongStream.range(0, 25).boxed().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"test.rows", "test.later", "test.async"})
  void noRowsAreAResultWithASchema(String name, BufferAllocator allocator) throws Exception {
    try (Table table = read(name, Map.of("rows", 0), allocator)) {
      assertThat(table.rowCount()).isZero();
      assertThat(table.schema()).isEqualTo(RowsReader.ID_SCHEMA);
    }
  }

  @Test
  void batchSizeOfTheCallCountsWhereTheParamsSayNone(BufferAllocator allocator) throws Exception {
    try (Table table = read("test.rows", Map.of("rows", 25), allocator)) {
      assertThat(table.batches()).extracting(batch -> batch.getRowCount()).containsExactly(16, 9);
    }
  }

  @Test
  void emptyHasASchemaAndNoBatch(BufferAllocator allocator) throws Exception {
    try (Table table = read("test.empty", Map.of(), allocator)) {
      assertThat(table.batches()).isEmpty();
      assertThat(table.schema()).isEqualTo(RowsReader.ID_SCHEMA);
    }
  }

  @Test
  void dictionaryDecodesToLevelsInTurn(BufferAllocator allocator) throws Exception {
    try (Table table = read("test.dictionary", Map.of("rows", 4, "batch_rows", 3), allocator)) {
      assertThat(LongStream.range(0, 4).mapToObj(row -> String.valueOf(table.value("level", row))))
          .containsExactly("low", "mid", "high", "low");
    }
  }

  @Test
  void failOpenTellsTheCallerOrHoldsASecret(BufferAllocator allocator) {
    assertThatThrownBy(() -> read("test.fail_open", Map.of(), allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessage("test.fail_open fails before its first batch, as asked.");
    assertThatThrownBy(() -> read("test.fail_open", Map.of("failure", "SECRET"), allocator))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(SampleServices.SECRET);
  }

  @Test
  void failAtBatchYieldsTheBatchesBeforeIt(BufferAllocator allocator) throws Exception {
    try (BatchReader reader = open("test.fail_at_batch", Map.of("batch", 2), allocator)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isTrue();
      assertThat(reader.batch().getVector("id").getObject(9)).isEqualTo(19L);
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessage("test.fail_at_batch fails at batch 2, as asked.");
    }
  }

  @Test
  void wrongSchemaComesWithTheSecondBatch(BufferAllocator allocator) throws Exception {
    try (BatchReader reader = open("test.wrong_schema", Map.of(), allocator)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.batch().getSchema()).isEqualTo(reader.schema());
      assertThat(reader.next()).isTrue();
      assertThat(reader.batch().getSchema()).isNotEqualTo(reader.schema());
      assertThat(reader.next()).isTrue();
      assertThat(reader.batch().getSchema()).isEqualTo(reader.schema());
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void slowWaitsUntilItIsCancelledAndTellsOfItsClose(BufferAllocator allocator) throws Exception {
    try (BatchReader reader = open("test.slow", Map.of("batches", 1), allocator)) {
      assertThat(reader.next()).isTrue();
      CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(reader::next);
      assertThat(slow.awaitWaiting(1, PATIENCE)).isTrue();
      assertThat(second).isNotDone();
      cancellation.cancel();
      assertThatThrownBy(second::join).hasCauseInstanceOf(CallCancelledException.class);
      assertThat(slow.lastClosedNanos()).isEmpty();
    }
    assertThat(slow.awaitClosed(1, PATIENCE)).isTrue();
    assertThat(slow.openedCount()).isEqualTo(1);
    assertThat(slow.closedCount()).isEqualTo(1);
    assertThat(slow.lastClosedNanos()).isPresent();
  }

  @Test
  void allAreInTheRegistry() {
    assertThat(SampleServices.registry().services())
        .extracting(service -> service.type().name())
        .containsExactly(
            "test.rows",
            "test.fail_open",
            "test.fail_at_batch",
            "test.wrong_schema",
            "test.slow",
            "test.empty",
            "test.resumable",
            "test.dictionary",
            "test.later",
            "test.async");
  }

  private Table read(String name, Map<String, Object> fields, BufferAllocator allocator)
      throws Exception {
    try (BatchReader reader = open(name, fields, allocator)) {
      return Table.read(reader, allocator);
    }
  }

  private BatchReader open(String name, Map<String, Object> fields, BufferAllocator allocator)
      throws Exception {
    DataParams params = registry.codec().decode(ParamsCodec.encode(name, fields)).params();
    RegisteredService<DataParams> service = registry.service(params);
    return service.service().open(params, new ServiceContext(allocator, 16, cancellation));
  }
}
