package io.fastflight.policy.filter;

import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Tests all rows of a batch. <b>Threads:</b> one at a time. */
interface RowTest {
  Truth test(VectorSchemaRoot batch);

  /** Returns a test that two hold. */
  static RowTest and(RowTest left, RowTest right) {
    return batch -> {
      Truth truth = left.test(batch);
      truth.and(right.test(batch));
      return truth;
    };
  }

  /** Returns a test that one of two holds. */
  static RowTest or(RowTest left, RowTest right) {
    return batch -> {
      Truth truth = left.test(batch);
      truth.or(right.test(batch));
      return truth;
    };
  }

  /** Returns a test that another does not hold. */
  static RowTest not(RowTest inner) {
    return batch -> {
      Truth truth = inner.test(batch);
      truth.not();
      return truth;
    };
  }

  /** Returns a test that holds always or never. */
  static RowTest always(boolean holds) {
    return batch -> {
      Truth truth = new Truth(batch.getRowCount());
      truth.all(holds);
      return truth;
    };
  }

  /** Returns a test of one column. */
  static RowTest column(int index, ColumnTest test) {
    return batch -> test.test(storage(batch.getVector(index)), batch.getRowCount());
  }

  private static FieldVector storage(FieldVector vector) {
    FieldVector within = vector;
    while (within instanceof ExtensionTypeVector<?> extension) {
      within = (FieldVector) extension.getUnderlyingVector();
    }
    return within;
  }
}
