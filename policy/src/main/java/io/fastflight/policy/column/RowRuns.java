package io.fastflight.policy.column;

import java.util.Arrays;

/**
 * Rows of a column as runs of neighbours, in the order in which they are wanted.
 *
 * <p>Where the runs are short, the rows are there one by one as well: a loop over them costs less.
 */
final class RowRuns {
  /** Runs of fewer rows on average are short. */
  private static final int SHORT_RUN = 6;

  private long[] from = new long[16];
  private int[] count = new int[16];
  private int size;
  private long rows;
  private long end;

  /** The rows one by one; none where nobody has asked for them. */
  private int[] each = {};

  /** Whether {@link #each} has rows that are in no run yet. */
  private boolean late;

  /** Returns the rows whose bits are set. */
  static RowRuns of(long[] words, int rows) {
    RowRuns runs = new RowRuns();
    int set = 0;
    int starts = 0;
    long before = 0;
    for (long word : words) {
      set += Long.bitCount(word);
      starts += Long.bitCount(word & ~(word << 1 | before));
      before = word >>> 63;
    }
    if (areShort(set, starts)) {
      runs.each = numbers(words, set);
      runs.rows = set;
      runs.end = set == 0 ? 0 : runs.each[set - 1] + 1L;
      runs.late = true;
      return runs;
    }
    int row = next(words, 0, rows, true);
    while (row < rows) {
      int end = next(words, row, rows, false);
      runs.add(row, end - row);
      row = next(words, end, rows, true);
    }
    return runs;
  }

  private static boolean areShort(long rows, int runs) {
    return rows < (long) SHORT_RUN * runs;
  }

  private static int[] numbers(long[] words, int set) {
    int[] numbers = new int[set];
    int at = 0;
    for (int i = 0; i < words.length; i++) {
      for (long left = words[i]; left != 0; left &= left - 1) {
        numbers[at++] = (i << 6) + Long.numberOfTrailingZeros(left);
      }
    }
    return numbers;
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
    findRuns();
    rows += many;
    end = Math.max(end, first + many);
    join(first, many);
  }

  private void join(long first, int many) {
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

  private void findRuns() {
    if (late) {
      late = false;
      for (int row : each) {
        join(row, 1);
      }
    }
  }

  int size() {
    findRuns();
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
    return end;
  }

  /** Returns whether {@link #each} is the better way to go over the rows. */
  boolean areShort() {
    return late || (areShort(rows, size) && end <= Integer.MAX_VALUE);
  }

  /** Returns the rows one by one, in an array that is not to be changed. */
  int[] each() {
    if (each.length != rows) {
      each = new int[Math.toIntExact(rows)];
      int at = 0;
      for (int run = 0; run < size; run++) {
        int first = (int) from[run];
        for (int i = 0; i < count[run]; i++) {
          each[at++] = first + i;
        }
      }
    }
    return each;
  }

  /** Returns the same runs of a column that has so many values for each row of this one. */
  RowRuns times(int values) {
    RowRuns scaled = new RowRuns();
    for (int run = 0; run < size() && values > 0; run++) {
      scaled.add(from[run] * values, Math.multiplyExact(count[run], values));
    }
    return scaled;
  }
}
