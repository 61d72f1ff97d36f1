package io.fastflight.policy.filter;

import java.util.Arrays;

/**
 * What is known of each row of a batch: that a condition holds, that it does not, or neither, as in
 * SQL. One bit a row, the lowest first.
 */
final class Truth {
  private final int rows;
  private final long[] yes;
  private final long[] no;

  Truth(int rows) {
    this.rows = rows;
    this.yes = new long[words(rows)];
    this.no = new long[words(rows)];
  }

  static int words(int rows) {
    return (rows + Long.SIZE - 1) >>> 6;
  }

  int rows() {
    return rows;
  }

  /** Returns the rows that hold; bits behind the last row are zero. */
  long[] yes() {
    return yes;
  }

  /** Returns the rows that do not hold. */
  long[] no() {
    return no;
  }

  boolean isYes(int row) {
    return (yes[row >> 6] >> row & 1) != 0;
  }

  boolean isNo(int row) {
    return (no[row >> 6] >> row & 1) != 0;
  }

  void all(boolean holds) {
    long[] set = holds ? yes : no;
    Arrays.fill(set, -1L);
    if (rows % Long.SIZE != 0) {
      set[set.length - 1] = -1L >>> -rows;
    }
  }

  void and(Truth other) {
    for (int i = 0; i < yes.length; i++) {
      yes[i] &= other.yes[i];
      no[i] |= other.no[i];
    }
  }

  void or(Truth other) {
    for (int i = 0; i < yes.length; i++) {
      yes[i] |= other.yes[i];
      no[i] &= other.no[i];
    }
  }

  void not() {
    for (int i = 0; i < yes.length; i++) {
      long held = yes[i];
      yes[i] = no[i];
      no[i] = held;
    }
  }

  /**
   * Settles a test of values: {@link #yes} holds the rows that match, whatever stands in the nulls,
   * and {@link #no} those that have a value.
   *
   * @param unknown whether a row that does not match is unknown: something it was compared with is
   */
  void settle(boolean unknown) {
    for (int i = 0; i < yes.length; i++) {
      long valid = no[i];
      no[i] = unknown ? 0 : valid & ~yes[i];
      yes[i] &= valid;
    }
  }
}
