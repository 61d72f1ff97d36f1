package io.fastflight.records;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Reads a struct as a record of its own. */
final class StructReader extends ObjectReader {
  private final Validity validity = new Validity();
  private final RowMaker rows;

  StructReader(String column, RowMaker rows) {
    super(column);
    this.rows = rows;
  }

  @Override
  void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
    validity.bind(vector);
    rows.bind(vector.getChildrenFromFields(), dictionaries);
  }

  @Override
  boolean isNull(int row) {
    return validity.isNull(row);
  }

  @Override
  Object value(int row) {
    return rows.make(row);
  }

  @Override
  boolean givesConstants() {
    return false; // a component may be an array
  }
}
