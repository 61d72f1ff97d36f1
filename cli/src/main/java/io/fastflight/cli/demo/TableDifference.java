package io.fastflight.cli.demo;

import io.fastflight.batch.Table;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compare.Range;
import org.apache.arrow.vector.compare.RangeEqualsVisitor;

/** Finds where two results differ, however each of them is cut into batches. */
final class TableDifference {
  private TableDifference() {}

  /** Returns what differs first, or empty if schema, row count and every value are the same. */
  static Optional<String> between(Table left, Table right) {
    if (!left.schema().equals(right.schema())) {
      return Optional.of("the schemas: %s and %s".formatted(left.schema(), right.schema()));
    }
    if (left.rowCount() != right.rowCount()) {
      return Optional.of("the row counts: %d and %d".formatted(left.rowCount(), right.rowCount()));
    }
    for (long id : left.dictionaries().getDictionaryIds()) {
      if (!equal(
          left.dictionaries().lookup(id).getVector(),
          right.dictionaries().lookup(id).getVector())) {
        return Optional.of("the values of dictionary " + id);
      }
    }
    return rows(new Cursor(left.batches()), new Cursor(right.batches()));
  }

  private static boolean equal(FieldVector left, FieldVector right) {
    int count = left.getValueCount();
    return count == right.getValueCount()
        && new RangeEqualsVisitor(left, right).rangeEquals(new Range(0, 0, count));
  }

  private static Optional<String> rows(Cursor left, Cursor right) {
    long row = 0;
    while (left.onRow() && right.onRow()) {
      int count = Math.min(left.remaining(), right.remaining());
      Range range = new Range(left.row, right.row, count);
      for (int column = 0; column < left.batch().getFieldVectors().size(); column++) {
        FieldVector one = left.batch().getVector(column);
        if (!new RangeEqualsVisitor(one, right.batch().getVector(column)).rangeEquals(range)) {
          return Optional.of(
              "column '%s' in rows %d to %d".formatted(one.getName(), row, row + count - 1));
        }
      }
      left.row += count;
      right.row += count;
      row += count;
    }
    return Optional.empty();
  }

  /** Stands on a row of one of several batches. */
  private static final class Cursor {
    private final List<VectorSchemaRoot> batches;
    private int batch;
    private int row;

    Cursor(List<VectorSchemaRoot> batches) {
      this.batches = batches;
    }

    /** Moves on to the next batch that has a row left; returns false at the end. */
    boolean onRow() {
      while (batch < batches.size() && row == batches.get(batch).getRowCount()) {
        batch++;
        row = 0;
      }
      return batch < batches.size();
    }

    VectorSchemaRoot batch() {
      return batches.get(batch);
    }

    int remaining() {
      return batch().getRowCount() - row;
    }
  }
}
