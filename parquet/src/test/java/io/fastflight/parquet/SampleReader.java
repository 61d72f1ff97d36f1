package io.fastflight.parquet;

import io.fastflight.batch.BatchReader;
import io.fastflight.testkit.columns.SampleColumn;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads two batches of the same rows of some columns. */
final class SampleReader implements BatchReader {
  static final int BATCHES = 2;
  static final int ROWS = 20;

  private final List<SampleColumn> columns;
  private final BufferAllocator memory;
  private VectorSchemaRoot current;
  private int made;

  SampleReader(List<SampleColumn> columns, BufferAllocator memory) {
    this.columns = columns;
    this.memory = memory;
  }

  @Override
  public Schema schema() {
    return new Schema(columns.stream().map(SampleColumn::field).toList());
  }

  @Override
  public boolean next() {
    close();
    if (made == BATCHES) {
      return false;
    }
    made++;
    current =
        new VectorSchemaRoot(
            schema().getFields(),
            columns.stream().map(column -> column.vector(memory, ROWS)).toList(),
            ROWS);
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    return current;
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
