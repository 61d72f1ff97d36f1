package io.fastflight.policy.filter;

import org.apache.arrow.vector.VectorSchemaRoot;

/** A filter bound to the columns of one stream and to one caller. <b>Threads:</b> one at a time. */
public final class RowFilter {
  private final RowTest test;

  RowFilter(RowTest test) {
    this.test = test;
  }

  /** Returns a filter of what passes both. */
  public RowFilter and(RowFilter other) {
    return new RowFilter(RowTest.and(test, other.test));
  }

  /**
   * Returns which rows of a batch are seen, one bit a row, the lowest first; bits behind the last
   * row are zero.
   */
  public long[] rows(VectorSchemaRoot batch) {
    return test.test(batch).yes();
  }
}
