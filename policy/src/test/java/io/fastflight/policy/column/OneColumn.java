package io.fastflight.policy.column;

import io.fastflight.batch.BatchReader;
import io.fastflight.testkit.columns.SampleColumn;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads one batch of one column. */
final class OneColumn implements BatchReader {
  private final VectorSchemaRoot batch;
  private boolean read;

  OneColumn(SampleColumn column, int rows, BufferAllocator memory) {
    this.batch =
        new VectorSchemaRoot(List.of(column.field()), List.of(column.vector(memory, rows)), rows);
  }

  @Override
  public Schema schema() {
    return batch.getSchema();
  }

  @Override
  public boolean next() {
    boolean first = !read;
    read = true;
    return first;
  }

  @Override
  public VectorSchemaRoot batch() {
    return batch;
  }

  @Override
  public void close() {
    batch.close();
  }
}
