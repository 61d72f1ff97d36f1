package io.fastflight.testkit.sample;

import io.fastflight.batch.BatchReader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Breaks the promise of one schema: its second batch is the first of another reader. */
final class WrongSchemaReader implements BatchReader {
  private final BatchReader promised;
  private final BatchReader other;
  private int position = -1;

  WrongSchemaReader(BatchReader promised, BatchReader other) {
    this.promised = promised;
    this.other = other;
  }

  @Override
  public Schema schema() {
    return promised.schema();
  }

  @Override
  public boolean next() {
    position++;
    return promised.next() && (position != 1 || other.next());
  }

  @Override
  public VectorSchemaRoot batch() {
    return position == 1 ? other.batch() : promised.batch();
  }

  @Override
  public void close() {
    try (promised) {
      other.close();
    }
  }
}
