package io.fastflight.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.junit.jupiter.api.Test;

class RowOracleTest {
  private static final MapDictionaryProvider NO_DICTIONARIES = new MapDictionaryProvider();

  @Test
  void baseNumbersAreThoseOfTheDocumentation() {
    RowOracle seedOne = RowOracle.int64(1, 2);
    assertThat(seedOne.value(0, 0)).isEqualTo(1_000_003L);
    assertThat(seedOne.value(0, 1)).isEqualTo(1_007_922L);
    assertThat(seedOne.value(1, 0)).isEqualTo(1_104_732L);
    assertThat(seedOne.value(0, 100_608_086)).isEqualTo(0L);
    assertThat(RowOracle.int64(2_147, 1).value(0, 0)).isEqualTo(2_147_006_441L);
    assertThat(RowOracle.int64(2_147, 1).value(0, 100)).isEqualTo(314_694L);
    assertThat(RowOracle.int64(0, 1).value(0, 0)).isEqualTo(0L);
  }

  @Test
  void theLargestSeedAndRowDoNotOverflow() {
    assertThat(RowOracle.int64(2_147_483_647L, 27).value(26, 999_999_999_999L))
        .isEqualTo(1_583_063_598L);
  }

  @Test
  void theOtherUniformKindsFollowTheBaseNumber() {
    assertThat(RowOracle.float64(1, 1).value(0, 0)).isEqualTo(976.5654296875);
    assertThat(RowOracle.utf8(1, 1).value(0, 0)).isEqualTo("r1000003");
    assertThat(RowOracle.utf8(1, 3).columnNames()).containsExactly("c0", "c1", "c2");
  }

  @Test
  void mixedNumbersAreThoseComputedByHand() {
    // Seed 1, row 0: x of column c is 1000003 + 104729 c.
    assertMixed(0, "bool", true);
    assertMixed(0, "int8", -36L);
    assertMixed(1, "int16", 4_964L);
    assertMixed(0, "int32", -1_072_427_634L);
    assertMixed(0, "int64", 6_094_210_700_673_024L);
    assertMixed(0, "uint8", 192L);
    assertMixed(0, "uint16", 55_513L);
    assertMixed(0, "uint32", 3_466_212L);
    assertMixed(0, "uint64", 7_893_441_220_444_160L);
    assertMixed(0, "float32", 7_588.1406f);
    assertMixed(0, "float64", 1_999.3095703125);
    assertMixed(0, "decimal", new BigDecimal("2152.022"));
  }

  @Test
  void mixedTimesAreThoseComputedByHand() {
    assertMixed(0, "date", 16_751L);
    assertMixed(1, "time", 36_599_000_000L);
    assertMixed(0, "timestamp_s", 2_466_209L);
    assertMixed(0, "timestamp_ms", 2_570_938L);
    assertMixed(0, "timestamp_us", 2_675_667L);
    assertMixed(0, "timestamp_ns", 2_780_396L);
    assertMixed(0, "timestamp_tz", 2_885_125L);
    assertMixed(
        0, "interval", new PeriodDuration(Period.of(0, 654, 14), Duration.ofSeconds(52_254)));
  }

  @Test
  void mixedTextsAndNestedValuesAreThoseComputedByHand() {
    assertMixed(0, "utf8", "r3094583");
    assertMixed(3, "utf8", "\u00e9\uD83D\uDE003118340"); // 3118340 is divisible by 5, not by 7
    assertMixed(13, "utf8", ""); // 3197530 is divisible by 7 and by 5
    assertMixed(0, "binary", "6233313939333132"); // b3199312
    assertMixed(0, "list", List.of(41L));
    assertMixed(1, "list", List.of());
    assertMixed(0, "struct", Map.of("a", 3_408_770L, "b", "s3408770"));
    assertMixed(1, "enum", "low");
    assertMixed(0, "map", Map.of("k", 3_618_228L));
    assertMixed(0, "fixed_list", List.of(957L, 0L));
  }

  @Test
  void mixedIsNullWhereTheBaseNumberIsDivisibleByEleven() {
    assertMixed(0, "int16", null);
    assertMixed(0, "time", null);
    assertMixed(0, "enum", null);
    assertMixed(1, "uint32", null);
    assertMixed(1, "timestamp_tz", null);
  }

  @Test
  void repeatedBatchesStartAgainFromRowZero() {
    RowOracle repeating = RowOracle.int64(1, 1).repeating(100);
    assertThat(repeating.value(0, 99)).isEqualTo(RowOracle.int64(1, 1).value(0, 99));
    assertThat(repeating.value(0, 100)).isEqualTo(1_000_003L);
    assertThat(repeating.value(0, 201)).isEqualTo(1_007_922L);
  }

  @Test
  void batchesOfAnySizeAreCheckedInOrder(BufferAllocator allocator) {
    RowTally tally = RowOracle.int64(7, 2).tally();
    for (int rows : new int[] {1, 0, 1_000, 3}) {
      try (VectorSchemaRoot batch = longs(allocator, 7, tally.rowCount(), rows)) {
        tally.add(batch, NO_DICTIONARIES);
      }
    }
    assertThat(tally.rowCount()).isEqualTo(1_004);
  }

  @Test
  void wrongNumberIsNamedWithItsRowAndColumn(BufferAllocator allocator) {
    try (VectorSchemaRoot batch = longs(allocator, 1, 5, 10)) {
      ((BigIntVector) batch.getVector(1)).set(3, 42);
      assertThatThrownBy(() -> RowOracle.int64(1, 2).check(batch, NO_DICTIONARIES, 5))
          .isInstanceOf(AssertionError.class)
          .hasMessage("row 8, column 'c1': expected 1168084, was 42.");
    }
  }

  @Test
  void missingNumberIsFound(BufferAllocator allocator) {
    try (VectorSchemaRoot batch = longs(allocator, 1, 0, 2)) {
      ((BigIntVector) batch.getVector(0)).setNull(1);
      assertThatThrownBy(() -> RowOracle.int64(1, 2).check(batch, NO_DICTIONARIES, 0))
          .hasMessage("row 1, column 'c0': expected 1007922, was null.");
    }
  }

  @Test
  void rowsOutOfOrderAreFound(BufferAllocator allocator) {
    try (VectorSchemaRoot batch = longs(allocator, 1, 10, 10)) {
      assertThatThrownBy(() -> RowOracle.int64(1, 2).check(batch, NO_DICTIONARIES, 0))
          .hasMessage("row 0, column 'c0': expected 1000003, was 1079193.");
    }
  }

  @Test
  void doublesAndTextsAreChecked(BufferAllocator allocator) {
    try (Float8Vector doubles = new Float8Vector("c0", allocator);
        VarCharVector texts = new VarCharVector("c0", allocator)) {
      doubles.setSafe(0, 976.5654296875);
      doubles.setSafe(1, 984.298828125);
      texts.setSafe(0, "r1000003".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      VectorSchemaRoot doubleBatch = VectorSchemaRoot.of(doubles);
      doubleBatch.setRowCount(2);
      VectorSchemaRoot textBatch = VectorSchemaRoot.of(texts);
      textBatch.setRowCount(1);
      RowOracle.float64(1, 1).check(doubleBatch, NO_DICTIONARIES, 0);
      RowOracle.utf8(1, 1).check(textBatch, NO_DICTIONARIES, 0);
      doubles.set(1, 984.3);
      assertThatThrownBy(() -> RowOracle.float64(1, 1).check(doubleBatch, NO_DICTIONARIES, 0))
          .hasMessage("row 1, column 'c0': expected 984.298828125, was 984.3.");
      assertThatThrownBy(() -> RowOracle.utf8(2, 1).check(textBatch, NO_DICTIONARIES, 0))
          .hasMessage("row 0, column 'c0': expected r2000006, was r1000003.");
    }
  }

  @Test
  void otherColumnsOrTypesAreRefused(BufferAllocator allocator) {
    try (VectorSchemaRoot batch = longs(allocator, 1, 0, 2)) {
      assertThatThrownBy(() -> RowOracle.int64(1, 3).check(batch, NO_DICTIONARIES, 0))
          .hasMessage("columns: expected [c0, c1, c2], was [c0, c1].");
      assertThatThrownBy(() -> RowOracle.utf8(1, 2).check(batch, NO_DICTIONARIES, 0))
          .hasMessage("column 'c0': expected type Utf8, was Int(64, true).");
    }
  }

  @Test
  void mixedBatchOfAllTypesIsAccepted(BufferAllocator allocator) {
    try (MixedBatch mixed = MixedBatch.of(RowOracle.mixed(1), 500, allocator)) {
      RowOracle.mixed(1).check(mixed.batch(), mixed.dictionaries(), 0);
    }
  }

  @Test
  void mixedBatchOfAnotherSeedIsRefusedInEachColumn(BufferAllocator allocator) {
    for (String column : RowOracle.mixed(1).columnNames()) {
      try (MixedBatch mixed = MixedBatch.of(RowOracle.mixed(1), 50, allocator)) {
        mixed.overwrite(column, RowOracle.mixed(2));
        assertThatThrownBy(() -> RowOracle.mixed(1).check(mixed.batch(), mixed.dictionaries(), 0))
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("column '" + column + "': expected ");
      }
    }
  }

  @Test
  void rowsBeyondTheRuleAreRefused(BufferAllocator allocator) {
    try (VectorSchemaRoot batch = longs(allocator, 1, 0, 2)) {
      assertThatThrownBy(
              () -> RowOracle.int64(1, 2).check(batch, NO_DICTIONARIES, 999_999_999_999L))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Rows are 0..10^12 - 1, startRow was 999999999999.");
    }
  }

  private static void assertMixed(long row, String column, Object expected) {
    RowOracle oracle = RowOracle.mixed(1);
    assertThat(oracle.value(oracle.columnNames().indexOf(column), row)).isEqualTo(expected);
  }

  /** Two columns after the formula itself, not through the oracle. */
  private static VectorSchemaRoot longs(
      BufferAllocator allocator, long seed, long startRow, int rows) {
    BigIntVector[] columns = {new BigIntVector("c0", allocator), new BigIntVector("c1", allocator)};
    for (int c = 0; c < columns.length; c++) {
      columns[c].allocateNew(Math.max(1, rows));
      for (int i = 0; i < rows; i++) {
        long x = (seed * 1_000_003 + (startRow + i) * 7_919 + c * 104_729L) % 2_147_483_647L;
        columns[c].set(i, x);
      }
    }
    VectorSchemaRoot batch = VectorSchemaRoot.of(columns);
    batch.setRowCount(rows);
    return batch;
  }
}
