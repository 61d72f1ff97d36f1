package io.fastflight.batch;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Makes batches of parts of a batch, whose fields stay what they are: those that vectors make up
 * may differ in the names and the nullability of nested ones.
 */
final class BatchParts {
  private BatchParts() {}

  /** Returns a batch of some columns; their vectors stay the owner's. */
  static VectorSchemaRoot columns(VectorSchemaRoot batch, List<Integer> indexes) {
    List<Field> all = batch.getSchema().getFields();
    List<FieldVector> vectors = indexes.stream().map(batch::getVector).toList();
    Schema schema =
        new Schema(indexes.stream().map(all::get).toList(), batch.getSchema().getCustomMetadata());
    return new VectorSchemaRoot(schema, vectors, batch.getRowCount());
  }

  /** Returns a batch of some rows, owned by the caller; it shares their memory where Arrow can. */
  static VectorSchemaRoot rows(VectorSchemaRoot batch, int first, int count) {
    VectorSchemaRoot slice = batch.slice(first, count);
    return new VectorSchemaRoot(batch.getSchema(), slice.getFieldVectors(), count);
  }
}
