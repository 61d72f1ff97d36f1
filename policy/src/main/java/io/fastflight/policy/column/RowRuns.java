package io.fastflight.policy.column;

import java.util.Arrays;

/** Rows of a column as runs of neighbours, in the order in which they are wanted. */
final class RowRuns {
  private long[] from = new long[16];
  private int[] count = new int[16];
  private int size;
  private long rows;

  /** Returns the rows whose bits are set. */
  static RowRuns of(long[] words, int rows) {
    RowRuns runs = new RowRuns();
    int row = next(words, 0, rows, true);
    while (row < rows) {
      int end = next(words, row, rows, false);
      runs.add(row, end - row);
      row = next(words, end, rows, true);
    }
    return runs;
  }

  /** Returns the first row from {@code row} on whose bit is set or not, or {@code rows}. */
  private static int next(long[] words, int row, int rows, boolean set) {
    int at = row;
    while (at < rows) {
      long word = (set ? words[at >> 6] : ~words[at >> 6]) >>> at;
      if (word != 0) {
        return Math.min(rows, at + Long.numberOfTrailingZeros(word));
      }
      at = (at | 63) + 1;
    }
    return rows;
  }

  /** Adds rows; those that follow the last ones make their run longer. */
  void add(long first, int many) {
    if (many == 0) {
      return;
    }
    rows += many;
    if (size > 0
        && from[size - 1] + count[size - 1] == first
        && count[size - 1] <= Integer.MAX_VALUE - many) {
      count[size - 1] += many;
      return;
    }
    if (size == count.length) {
      from = Arrays.copyOf(from, 2 * size);
      count = Arrays.copyOf(count, 2 * size);
    }
    from[size] = first;
    count[size++] = many;
  }

  int size() {
    return size;
  }

  long from(int run) {
    return from[run];
  }

  int count(int run) {
    return count[run];
  }

  /** Returns how many rows all runs have. */
  long rows() {
    return rows;
  }

  /** Returns the row behind the last that any run has. */
  long end() {
    long end = 0;
    for (int run = 0; run < size; run++) {
      end = Math.max(end, from[run] + count[run]);
    }
    return end;
  }

  /** Returns the same runs of a column that has so many values for each row of this one. */
  RowRuns times(int values) {
    RowRuns scaled = new RowRuns();
    for (int run = 0; run < size && values > 0; run++) {
      scaled.add(from[run] * values, Math.multiplyExact(count[run], values));
    }
    return scaled;
  }
}
