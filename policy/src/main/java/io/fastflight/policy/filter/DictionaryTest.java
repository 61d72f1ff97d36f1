package io.fastflight.policy.filter;

import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Tests each value of a dictionary once, and rows by where they point. */
final class DictionaryTest implements ColumnTest {
  private final ColumnTest test;
  private final FieldVector dictionary;
  private @Nullable Truth known;

  DictionaryTest(ColumnTest test, FieldVector dictionary) {
    this.test = test;
    this.dictionary = dictionary;
  }

  @Override
  public Truth test(FieldVector column, int rows) {
    Truth values = known;
    if (values == null) { // with the first batch the dictionary is there, and it stays as it is
      values = test.test(dictionary, dictionary.getValueCount());
      known = values;
    }
    BaseIntVector indices = (BaseIntVector) column;
    Truth truth = new Truth(rows);
    for (int row = 0; row < rows; row++) {
      if (!column.isNull(row)) {
        int index = (int) indices.getValueAsLong(row);
        truth.yes()[row >> 6] |= (values.isYes(index) ? 1L : 0L) << row;
        truth.no()[row >> 6] |= (values.isNo(index) ? 1L : 0L) << row;
      }
    }
    return truth;
  }
}
