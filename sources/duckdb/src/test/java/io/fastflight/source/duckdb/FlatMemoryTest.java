package io.fastflight.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;

class FlatMemoryTest {

  @Test
  void fiftyMillionRowsNeedTheMemoryOfTwoBatches(BufferAllocator allocator) {
    DuckDbQuery query = DuckDbQuery.of("SELECT i, i * 3 AS j FROM range(50000000) t(i)");
    long batchBytes = 65_536L * 2 * Long.BYTES;

    try (DuckDbDatabase database = DuckDbDatabase.builder("test").threads(2).open();
        BatchReader reader = database.query(query, Requests.context(allocator))) {
      long rows = 0;
      long peakImported = 0;
      while (reader.next()) {
        BigIntVector ids = (BigIntVector) reader.batch().getVector("i");
        assertThat(ids.get(0)).isEqualTo(rows);
        rows += ids.getValueCount();
        assertThat(ids.get(ids.getValueCount() - 1)).isEqualTo(rows - 1);
        peakImported = Math.max(peakImported, database.importedBytes());
      }
      assertThat(rows).isEqualTo(50_000_000);
      assertThat(allocator.getPeakMemoryAllocation()).isLessThan(2 * batchBytes);
      assertThat(peakImported).isLessThan(2 * batchBytes);
    }
  }
}
