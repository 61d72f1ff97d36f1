package io.fastflight.records;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;

/** Says where the value of a row lies, for columns that keep equal values once. */
abstract sealed class RowIndex extends ColumnReader {
  private @Nullable FieldVector values;

  RowIndex(String column) {
    super(column);
  }

  /** Returns the place of a row's value in {@link #values}, for a row that is not null. */
  abstract int at(int row);

  /** Returns the vector the places are in. */
  final FieldVector values() {
    FieldVector current = values;
    if (current == null) {
      throw new IllegalStateException("column '" + column() + "' has no batch yet");
    }
    return current;
  }

  final void values(FieldVector vector) {
    values = vector;
  }

  /** The index of a dictionary-encoded column. */
  static final class OfDictionary extends RowIndex {
    private final long id;
    private final LongReader index;

    OfDictionary(long id, LongReader index) {
      super(index.column());
      this.id = id;
      this.index = index;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      index.bindStorage(vector, dictionaries);
      values(dictionaries.lookup(id).getVector());
    }

    @Override
    boolean isNull(int row) {
      return index.isNull(row);
    }

    @Override
    int at(int row) {
      return (int) index.value(row);
    }
  }

  /** The runs of a run-end encoded column; rows are asked for in ascending order, mostly. */
  static final class OfRuns extends RowIndex {
    private final LongReader ends;
    private int run;

    OfRuns(LongReader ends) {
      super(ends.column());
      this.ends = ends;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      RunEndEncodedVector runs = (RunEndEncodedVector) vector;
      ends.bindStorage(runs.getRunEndsVector(), dictionaries);
      values(runs.getValuesVector());
      run = 0;
    }

    /** Runs have no nulls of their own; their values may. */
    @Override
    boolean isNull(int row) {
      return false;
    }

    @Override
    int at(int row) {
      if (run > 0 && row < ends.value(run - 1)) {
        run = 0;
      }
      while (row >= ends.value(run)) {
        run++;
      }
      return run;
    }
  }
}
