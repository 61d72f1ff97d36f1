package io.fastflight.records;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Reads booleans. */
abstract sealed class BooleanReader extends ColumnReader {
  BooleanReader(String column) {
    super(column);
  }

  /** Returns the value of a row that is not null. */
  abstract boolean value(int row);

  /** Returns the value, or throws {@link BadValueException} at null. */
  final boolean read(int row) {
    if (isNull(row)) {
      throw nullValue();
    }
    return value(row);
  }

  static final class Bits extends BooleanReader {
    private final Validity validity = new Validity();
    private ArrowBuf data = NO_DATA;

    Bits(String column) {
      super(column);
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      data = vector.getDataBuffer();
      validity.bind(vector);
    }

    @Override
    boolean isNull(int row) {
      return validity.isNull(row);
    }

    @Override
    boolean value(int row) {
      return (data.getByte(row >> 3) >> (row & 7) & 1) != 0;
    }
  }

  /** Reads through a dictionary, or through runs. */
  static final class Indexed extends BooleanReader {
    private final RowIndex index;
    private final BooleanReader values;

    Indexed(RowIndex index, BooleanReader values) {
      super(index.column());
      this.index = index;
      this.values = values;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      index.bindStorage(vector, dictionaries);
      values.bind(index.values(), dictionaries);
    }

    @Override
    boolean isNull(int row) {
      return index.isNull(row) || values.isNull(index.at(row));
    }

    @Override
    boolean value(int row) {
      return values.value(index.at(row));
    }
  }
}
