package io.fastflight.source.duckdb.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DataParams;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.Plan;
import io.fastflight.service.Scan;
import io.fastflight.service.Slice;
import io.fastflight.testkit.RowOracle;
import io.fastflight.testkit.RowTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row is compared with the oracle, which was written from the reference page alone. */
class GenerateTest {
  private static final int SEED = 42;

  private static Demo demo;

  @BeforeAll
  static void open() {
    demo = Demo.open();
  }

  @AfterAll
  static void close() {
    demo.close();
  }

  static Stream<Arguments> oddSizes() {
    List<Arguments> sizes = new ArrayList<>();
    for (GenerateKind kind : GenerateKind.values()) {
      for (long rows : new long[] {0, 1, 2_047, 2_048, 2_049}) {
        sizes.add(Arguments.of(kind, rows, 1_000));
        sizes.add(Arguments.of(kind, rows, 4_096));
      }
      sizes.add(Arguments.of(kind, 65_537, 4_096));
      sizes.add(Arguments.of(kind, 65_537, 65_536));
      sizes.add(
          Arguments.of(kind, 10, 1)); // more would be slow: Arrow's debugging logs each buffer
    }
    return sizes.stream();
  }

  @ParameterizedTest
  @MethodSource("oddSizes")
  void everyRowIsAsTheRuleSays(
      GenerateKind kind, long rows, int batchRows, BufferAllocator allocator) throws Exception {
    try (BatchReader reader = demo.read(params(kind, rows, batchRows), allocator)) {
      assertThat(checkedBatchSizes(oracle(kind), reader)).isEqualTo(sizes(rows, batchRows));
    }
  }

  @ParameterizedTest
  @EnumSource(GenerateKind.class)
  void theAsynchronousTwinIsEqual(GenerateKind kind, BufferAllocator allocator) throws Exception {
    for (long rows : new long[] {0, 1, 2_049, 10_001}) {
      DataParams params = GenerateAsyncParams.of(params(kind, rows, 1_000));

      try (BatchReader reader = demo.read(params, allocator)) {
        assertThat(checkedBatchSizes(oracle(kind), reader)).isEqualTo(sizes(rows, 1_000));
      }
    }
  }

  @Test
  void aBatchCanBeAsLargeAsTheResult(BufferAllocator allocator) throws Exception {
    try (BatchReader reader =
        demo.read(params(GenerateKind.int64, 1_000_003, 16_777_216), allocator)) {
      assertThat(checkedBatchSizes(oracle(GenerateKind.int64), reader)).containsExactly(1_000_003);
    }
  }

  @Test
  void rowsStayInOrderOverMillions(BufferAllocator allocator) throws Exception {
    try (BatchReader reader =
        demo.read(params(GenerateKind.float64, 5_000_000, 65_536), allocator)) {
      assertThat(oracle(GenerateKind.float64).checkAll(reader)).isEqualTo(5_000_000);
    }
  }

  @Test
  void theLargestSeedColumnAndRowDoNotOverflow(BufferAllocator allocator) throws Exception {
    GenerateParams params =
        new GenerateParams(
            1_000_000_000_000L,
            256,
            1_000,
            Integer.MAX_VALUE,
            GenerateKind.int64,
            0,
            OptionalLong.empty(),
            false);
    PartitionedService<GenerateParams> service = service();
    Slice last = new Slice("999999999000-1000000000000");

    try (BatchReader reader = service.open(params, last, Demo.context(allocator))) {
      assertThat(reader.next()).isTrue();
      RowOracle.int64(Integer.MAX_VALUE, 256)
          .check(reader.batch(), reader.dictionaries(), 999_999_999_000L);
      assertThat(reader.next()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(GenerateKind.class)
  void theSchemaIsThatOfTheRows(GenerateKind kind, BufferAllocator allocator) throws Exception {
    GenerateParams params = params(kind, 10, 10);

    Optional<Schema> schema = service().schema(params, Demo.context(allocator));

    try (BatchReader reader = demo.read(params, allocator)) {
      assertThat(schema).contains(reader.schema());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1_000})
  void slicesTogetherAreTheWhole(int maxSlices, BufferAllocator allocator) throws Exception {
    GenerateParams params = params(GenerateKind.mixed, 10_001, 1_000);
    PartitionedService<GenerateParams> service = service();
    RowOracle oracle = oracle(GenerateKind.mixed);

    Plan plan = service.plan(params, new Scan(maxSlices), Demo.context(allocator));

    assertThat(plan.ordered()).isTrue();
    assertThat(plan.slices()).hasSize(Math.min(maxSlices, 11));
    RowTally tally = oracle.tally();
    for (Slice slice : plan.slices()) {
      try (BatchReader reader = service.open(params, slice, Demo.context(allocator))) {
        while (reader.next()) {
          tally.add(reader.batch(), reader.dictionaries());
        }
      }
    }
    assertThat(tally.rowCount()).isEqualTo(10_001);
  }

  @Test
  void noRowsAreOneEmptySlice(BufferAllocator allocator) throws Exception {
    GenerateParams params = params(GenerateKind.int64, 0, 1_000);

    Plan plan = service().plan(params, new Scan(8), Demo.context(allocator));

    assertThat(plan.slices()).containsExactly(new Slice("0-0"));
    try (BatchReader reader =
        service().open(params, plan.slices().get(0), Demo.context(allocator))) {
      assertThat(reader.next()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0-",
        "-1000",
        "1000-0",
        "0-0",
        "1000-1000",
        "1-1000",
        "0-999",
        "0-11000",
        "+0-1000",
        "00-1000",
        "0-1000 ",
        " 0-1000",
        "0-1e3",
        "0-10000000000000000000",
        "0-1000-2000",
        "0–1000",
        "٠-1000",
        "0-1000; DROP"
      })
  void aForgedSliceIsRefused(String token, BufferAllocator allocator) throws Exception {
    GenerateParams params = params(GenerateKind.int64, 10_001, 1_000);
    PartitionedService<GenerateParams> service = service();

    assertThatThrownBy(() -> service.open(params, new Slice(token), Demo.context(allocator)))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "demo.generate: slice must be FROM-TO with FROM below TO, both multiples of 1000"
                + " or TO 10001, was \""
                + token
                + "\".");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 999, 1_000, 2_500, 4_999})
  void failAtRowDeliversWholeBatchesBeforeIt(long row, BufferAllocator allocator) throws Exception {
    GenerateParams params =
        new GenerateParams(
            5_000, 2, 1_000, SEED, GenerateKind.int64, 0, OptionalLong.of(row), false);

    try (BatchReader reader = demo.read(params, allocator)) {
      RowTally tally = RowOracle.int64(SEED, 2).tally();
      for (long batches = row / 1_000; batches > 0; batches--) {
        assertThat(reader.next()).isTrue();
        tally.add(reader.batch(), reader.dictionaries());
      }
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(reader::next)
            .isInstanceOf(DataServiceException.class)
            .hasMessage(
                "Generating rows failed at row %d, as fail_at_row asked. Leave it out to get them all.",
                row);
      }
      assertThat(tally.rowCount()).isEqualTo(row / 1_000 * 1_000);
    }
  }

  @Test
  void aRowBeyondTheEndNeverFails(BufferAllocator allocator) throws Exception {
    GenerateParams params =
        new GenerateParams(
            5_000, 2, 1_000, SEED, GenerateKind.int64, 0, OptionalLong.of(5_000), false);

    try (BatchReader reader = demo.read(params, allocator)) {
      assertThat(RowOracle.int64(SEED, 2).checkAll(reader)).isEqualTo(5_000);
    }
  }

  @Test
  void onlyTheSliceWithTheRowFails(BufferAllocator allocator) throws Exception {
    GenerateParams params =
        new GenerateParams(
            5_000, 2, 1_000, SEED, GenerateKind.int64, 0, OptionalLong.of(2_500), false);
    PartitionedService<GenerateParams> service = service();

    try (BatchReader before = service.open(params, new Slice("0-2000"), Demo.context(allocator));
        BatchReader with = service.open(params, new Slice("2000-4000"), Demo.context(allocator));
        BatchReader after = service.open(params, new Slice("4000-5000"), Demo.context(allocator))) {
      assertThat(RowOracle.int64(SEED, 2).checkAll(before)).isEqualTo(2_000);
      assertThatThrownBy(with::next).hasMessageContaining("row 2500");
      assertThat(after.next()).isTrue();
      assertThat(after.next()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(GenerateKind.class)
  void aRepeatedBatchIsTheFirstBatchAgain(GenerateKind kind, BufferAllocator allocator)
      throws Exception {
    GenerateParams params =
        new GenerateParams(10_500, 3, 1_000, SEED, kind, 0, OptionalLong.empty(), true);

    try (BatchReader reader = demo.read(params, allocator)) {
      RowOracle oracle =
          kind == GenerateKind.mixed ? RowOracle.mixed(SEED) : oracle(kind, params.columns());
      assertThat(checkedBatchSizes(oracle.repeating(1_000), reader))
          .isEqualTo(sizes(10_500, 1_000));
    }
  }

  @Test
  void aRepeatedBatchHasTheSameBuffersEvenWhenTheyAreMovedAway(BufferAllocator allocator)
      throws Exception {
    GenerateParams params =
        new GenerateParams(
            4_000, 1, 1_000, SEED, GenerateKind.int64, 0, OptionalLong.empty(), true);

    try (BatchReader reader = demo.read(params, allocator)) {
      List<Long> addresses = new ArrayList<>();
      while (reader.next()) {
        VectorSchemaRoot batch = reader.batch();
        addresses.add(batch.getVector(0).getDataBufferAddress());
        batch.clear(); // as a transfer leaves it
      }
      assertThat(addresses).hasSize(4).containsOnly(addresses.get(0));
    }
  }

  @Test
  void slicesOfRepeatedBatchesAreTheWhole(BufferAllocator allocator) throws Exception {
    GenerateParams params =
        new GenerateParams(
            2_500, 1, 1_000, SEED, GenerateKind.int64, 0, OptionalLong.empty(), true);

    try (BatchReader reader =
        service().open(params, new Slice("1000-2500"), Demo.context(allocator))) {
      assertThat(checkedBatchSizes(RowOracle.int64(SEED, 1).repeating(1_000), reader))
          .containsExactly(1_000, 500);
    }
  }

  @Test
  void gigabytesOfRepeatedBatchesAllocateNothing(BufferAllocator allocator) throws Exception {
    GenerateParams params =
        new GenerateParams(
            50_000_000, 8, 65_536, SEED, GenerateKind.int64, 0, OptionalLong.empty(), true);

    try (BatchReader reader = demo.read(params, allocator)) {
      assertThat(reader.next()).isTrue();
      long first = allocator.getAllocatedMemory();
      while (reader.next()) {
        assertThat(reader.batch().getRowCount()).isPositive();
      }
      assertThat(allocator.getPeakMemoryAllocation()).isLessThan(first + (1L << 20));
    }
  }

  @Test
  void tableKeepsGeneratedBatches(BufferAllocator allocator) throws Exception {
    try (Table table = demo.table(params(GenerateKind.mixed, 3_000, 1_000), allocator);
        BatchReader reader = table.reader()) {
      assertThat(oracle(GenerateKind.mixed).checkAll(reader)).isEqualTo(3_000);
    }
  }

  @SuppressWarnings("unchecked") // DemoServices registers it under these very params
  private static PartitionedService<GenerateParams> service() {
    return (PartitionedService<GenerateParams>)
        demo.registry().service(GenerateParams.of(0, 1)).service();
  }

  private static GenerateParams params(GenerateKind kind, long rows, int batchRows) {
    return new GenerateParams(rows, 3, batchRows, SEED, kind, 0, OptionalLong.empty(), false);
  }

  private static RowOracle oracle(GenerateKind kind) {
    return oracle(kind, 3);
  }

  private static RowOracle oracle(GenerateKind kind, int columns) {
    return switch (kind) {
      case int64 -> RowOracle.int64(SEED, columns);
      case float64 -> RowOracle.float64(SEED, columns);
      case utf8 -> RowOracle.utf8(SEED, columns);
      case mixed -> RowOracle.mixed(SEED);
    };
  }

  private static List<Integer> checkedBatchSizes(RowOracle oracle, BatchReader reader) {
    List<Integer> sizes = new ArrayList<>();
    RowTally tally = oracle.tally();
    while (reader.next()) {
      sizes.add(reader.batch().getRowCount());
      tally.add(reader.batch(), reader.dictionaries());
    }
    assertThat(reader.next()).isFalse();
    return sizes;
  }

  private static List<Integer> sizes(long rows, int batchRows) {
    List<Integer> sizes = new ArrayList<>();
    for (long left = rows; left > 0; left -= batchRows) {
      sizes.add((int) Math.min(left, batchRows));
    }
    return sizes;
  }
}
