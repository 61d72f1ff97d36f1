package io.fastflight.records;

import java.util.function.IntFunction;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Reads calendar intervals as Arrow gives them: {@code Period}, {@code Duration}, or both. */
final class IntervalReader extends ObjectReader {
  private final Validity validity = new Validity();
  private IntFunction<Object> intervals = row -> this;

  IntervalReader(String column) {
    super(column);
  }

  @Override
  void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
    validity.bind(vector);
    intervals = vector::getObject;
  }

  @Override
  boolean isNull(int row) {
    return validity.isNull(row);
  }

  @Override
  Object value(int row) {
    return intervals.apply(row);
  }
}
