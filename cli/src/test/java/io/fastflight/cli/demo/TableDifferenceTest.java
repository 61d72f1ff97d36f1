package io.fastflight.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import io.fastflight.batch.TableBuilder;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class TableDifferenceTest {
  /** One batch for each array. */
  private static Table table(BufferAllocator memory, String name, long[]... batches) {
    try (TableBuilder builder = new TableBuilder(memory)) {
      Schema schema = null;
      for (long[] values : batches) {
        BigIntVector vector = new BigIntVector(name, memory);
        try (VectorSchemaRoot batch = VectorSchemaRoot.of(vector)) {
          for (int i = 0; i < values.length; i++) {
            vector.setSafe(i, values[i]);
          }
          batch.setRowCount(values.length);
          builder.add(batch, new DictionaryProvider.MapDictionaryProvider());
          schema = batch.getSchema();
        }
      }
      return builder.build(schema == null ? new Schema(List.of()) : schema);
    }
  }

  @Test
  void batchesMayBeCutDifferently(BufferAllocator memory) {
    try (Table left = table(memory, "a", new long[] {1, 2}, new long[] {}, new long[] {3, 4, 5});
        Table right = table(memory, "a", new long[] {1, 2, 3, 4}, new long[] {5})) {
      assertThat(TableDifference.between(left, right)).isEmpty();
    }
  }

  @Test
  void oneOtherValueIsFound(BufferAllocator memory) {
    try (Table left = table(memory, "a", new long[] {1, 2}, new long[] {3, 4});
        Table right = table(memory, "a", new long[] {1}, new long[] {2, 3, 5})) {
      assertThat(TableDifference.between(left, right)).hasValue("column 'a' in rows 2 to 3");
    }
  }

  @Test
  void anotherRowCountOrSchemaIsFound(BufferAllocator memory) {
    try (Table left = table(memory, "a", new long[] {1});
        Table longer = table(memory, "a", new long[] {1, 2});
        Table other = table(memory, "b", new long[] {1})) {
      assertThat(TableDifference.between(left, longer)).hasValue("the row counts: 1 and 2");
      assertThat(TableDifference.between(left, other).orElseThrow()).startsWith("the schemas: ");
    }
  }
}
