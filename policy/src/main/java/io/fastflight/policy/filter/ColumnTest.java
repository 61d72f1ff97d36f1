package io.fastflight.policy.filter;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** Tests the values of a column. <b>Threads:</b> one at a time. */
interface ColumnTest {
  Truth test(FieldVector column, int rows);

  /** Finds the values that match; what stands in the nulls does not matter. */
  interface Matcher {
    /**
     * Sets the bit of each row that matches.
     *
     * @param words all zero
     */
    void match(FieldVector column, int rows, long[] words);
  }

  /**
   * Returns a test that knows nothing of nulls.
   *
   * @param unknown whether a row that does not match is unknown
   */
  static ColumnTest of(Matcher matcher, boolean unknown) {
    return (column, rows) -> {
      Truth truth = new Truth(rows);
      matcher.match(column, rows, truth.yes());
      valid(column, truth);
      truth.settle(unknown);
      return truth;
    };
  }

  /** Returns a test of which nothing is known, whatever the value. */
  static ColumnTest unknown() {
    return (column, rows) -> new Truth(rows);
  }

  /** Returns a test that holds for the nulls. */
  static ColumnTest isNull() {
    return (column, rows) -> {
      Truth truth = new Truth(rows);
      valid(column, truth);
      for (int i = 0; i < truth.yes().length; i++) {
        truth.yes()[i] = ~truth.no()[i];
      }
      if (rows % Long.SIZE != 0) {
        truth.yes()[truth.yes().length - 1] &= -1L >>> -rows;
      }
      return truth;
    };
  }

  /** Says in {@link Truth#no} which rows have a value. */
  private static void valid(FieldVector column, Truth truth) {
    if (column.getNullCount() == 0) {
      truth.all(false);
      return;
    }
    if (column.getNullCount() == truth.rows()) {
      return;
    }
    bits(column.getValidityBuffer(), truth.rows(), truth.no());
  }

  /** Copies the bits of a buffer, and none behind the last row. */
  static void bits(ArrowBuf bits, int rows, long[] words) {
    int whole = rows >>> 6;
    for (int i = 0; i < whole; i++) {
      words[i] = bits.getLong(8L * i);
    }
    for (int row = whole << 6; row < rows; row++) {
      words[whole] |= (long) (bits.getByte(row >> 3) >> (row & 7) & 1) << row;
    }
  }
}
