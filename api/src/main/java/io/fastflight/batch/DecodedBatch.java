package io.fastflight.batch;

import io.fastflight.error.UnimplementedException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Keeps a borrowed batch, its dictionary-encoded columns decoded. */
final class DecodedBatch {
  private DecodedBatch() {}

  /**
   * Checks that a batch of {@code schema} can be kept.
   *
   * @throws UnimplementedException if there is a dictionary within a list or a struct
   */
  static void requireDecodable(Schema schema) {
    for (Field field : schema.getFields()) {
      if (MessageSchema.usesDictionaries(new Schema(field.getChildren()))) {
        throw new UnimplementedException(
            "Column '%s' has a dictionary within. Read it with a BatchReader, which has the dictionaries."
                .formatted(field.getName()));
      }
    }
  }

  /** Returns a root of its own, owned by the caller. */
  static VectorSchemaRoot of(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    if (batch.getFieldVectors().isEmpty()) {
      VectorSchemaRoot none = new VectorSchemaRoot(List.of());
      none.setRowCount(batch.getRowCount());
      return none;
    }
    BufferAllocator allocator = batch.getVector(0).getAllocator();
    VectorSchemaRoot shared = SharedBatch.of(batch, allocator);
    if (!MessageSchema.usesDictionaries(batch.getSchema())) {
      return shared;
    }
    List<FieldVector> columns = new ArrayList<>();
    try {
      for (FieldVector column : shared.getFieldVectors()) {
        columns.add(
            column.getField().getDictionary() == null
                ? column
                : DecodedColumn.of(column, dictionaries, allocator));
      }
      closeEncoded(shared);
      VectorSchemaRoot root = new VectorSchemaRoot(columns);
      root.setRowCount(batch.getRowCount());
      return root;
    } catch (Throwable failure) {
      columns.addAll(shared.getFieldVectors()); // closing a column twice does nothing
      Closing.all(columns);
      throw failure;
    }
  }

  private static void closeEncoded(VectorSchemaRoot shared) {
    shared.getFieldVectors().stream()
        .filter(column -> column.getField().getDictionary() != null)
        .forEach(FieldVector::close);
  }
}
