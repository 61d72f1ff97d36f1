package io.fastflight.wire;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVectorHelper;

/**
 * Names some rows of one column of one batch.
 *
 * @param from the first row
 * @param to the row after the last
 */
record ColumnSlice(ColumnBuffers column, int from, int to) {
  int rows() {
    return to - from;
  }

  boolean isWhole() {
    return from == 0 && to == column.length();
  }

  boolean isNull(int row) {
    if (column.nullCount() == 0) {
      return false;
    }
    return BitVectorHelper.get(column.buffer(0), row) == 0;
  }

  /** Returns how many of the rows are null; for a column with validity bits. */
  int nulls() {
    if (column.nullCount() == 0 || isWhole()) {
      return column.nullCount();
    }
    return rows() - Bits.count(column.buffer(0), from, to);
  }

  /** Returns the sum of the rows of all. */
  static int rows(Iterable<ColumnSlice> slices) {
    int rows = 0;
    for (ColumnSlice slice : slices) {
      rows = Math.addExact(rows, slice.rows());
    }
    return rows;
  }

  /** Returns one of the column's buffers. */
  ArrowBuf buffer(int index) {
    return column.buffer(index);
  }
}
