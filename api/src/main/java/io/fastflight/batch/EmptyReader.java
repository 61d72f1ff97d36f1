package io.fastflight.batch;

import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** A reader without columns or batches, standing in before the real one is opened. */
final class EmptyReader implements BatchReader {
  @Override
  public Schema schema() {
    return new Schema(List.of());
  }

  @Override
  public boolean next() {
    return false;
  }

  @Override
  public VectorSchemaRoot batch() {
    throw new IllegalStateException("An empty reader has no batch.");
  }

  @Override
  public void close() {}
}
