package io.fastflight.client;

import io.fastflight.batch.BatchReader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** A result of a schema and no rows. */
record NoRows(Schema schema) implements BatchReader {
  @Override
  public boolean next() {
    return false;
  }

  @Override
  public VectorSchemaRoot batch() {
    throw new IllegalStateException("There is no batch: next() has not returned true.");
  }

  @Override
  public void close() {}
}
