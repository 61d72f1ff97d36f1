package io.fastflight.batch;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Makes a column of values of one that is dictionary-encoded. */
public final class DecodedColumn {
  private DecodedColumn() {}

  /** Returns the field of the values: the same name, the dictionary's type. */
  public static Field field(Field encoded, DictionaryProvider dictionaries) {
    DictionaryEncoding encoding = encoded.getDictionary();
    Field values = dictionaries.lookup(encoding.getId()).getVector().getField();
    return new Field(
        encoded.getName(),
        new FieldType(true, values.getType(), null, encoded.getMetadata()),
        values.getChildren());
  }

  /**
   * Returns the values of a column, each copied out of the dictionary.
   *
   * <p><b>Ownership:</b> borrows the indices; returned owned.
   */
  public static FieldVector of(
      FieldVector indices, DictionaryProvider dictionaries, BufferAllocator allocator) {
    Field encoded = indices.getField();
    FieldVector values = dictionaries.lookup(encoded.getDictionary().getId()).getVector();
    FieldVector column = field(encoded, dictionaries).createVector(allocator);
    try {
      column.setInitialCapacity(indices.getValueCount());
      column.allocateNew();
      for (int row = 0; row < indices.getValueCount(); row++) {
        if (indices.isNull(row)) {
          column.setNull(row);
        } else {
          int index = (int) ((BaseIntVector) indices).getValueAsLong(row);
          column.copyFromSafe(index, row, values);
        }
      }
      column.setValueCount(indices.getValueCount());
      return column;
    } catch (Throwable failure) {
      try (column) {
        throw failure;
      }
    }
  }
}
