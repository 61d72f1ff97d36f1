package io.fastflight.records;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * Reads one column, batch after batch.
 *
 * <p>The four kinds are {@link LongReader}, {@link DoubleReader}, {@link BooleanReader} and {@link
 * ObjectReader}: each has a method {@code read} of its own type, so that no value is boxed on its
 * way into a primitive component.
 *
 * <p><b>Ownership:</b> borrows the vectors, until the next {@link #bind}.
 */
abstract sealed class ColumnReader
    permits LongReader, DoubleReader, BooleanReader, ObjectReader, RowIndex {
  /** Stands for the data of a vector until there is one. */
  static final ArrowBuf NO_DATA = new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);

  private final String column;

  ColumnReader(String column) {
    this.column = column;
  }

  /** Returns the name of the column, with those around it: {@code legs[].miles}. */
  final String column() {
    return column;
  }

  /** Moves to the vector of the next batch. */
  final void bind(FieldVector vector, DictionaryProvider dictionaries) {
    FieldVector storage = vector;
    while (storage instanceof ExtensionTypeVector<?> extension) {
      storage = (FieldVector) extension.getUnderlyingVector();
    }
    bindStorage(storage, dictionaries);
  }

  /** Does the same for a vector that is of no extension type. */
  abstract void bindStorage(FieldVector vector, DictionaryProvider dictionaries);

  abstract boolean isNull(int row);

  final BadValueException nullValue() {
    return BadValueException.nullIn(column);
  }
}
