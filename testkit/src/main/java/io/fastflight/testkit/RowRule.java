package io.fastflight.testkit;

/**
 * The number behind each value of {@code demo.generate}: a plain function of seed, row and column.
 *
 * <p>See {@code docs/reference/demo-generate.md}, the page this class and every other
 * implementation follow.
 */
final class RowRule {
  static final long MODULUS = 2_147_483_647L; // 2^31 - 1, a prime
  static final long SEED_STEP = 1_000_003;
  static final long ROW_STEP = 7_919;
  static final long COLUMN_STEP = 104_729;

  /** Up to here the sum stays far below 2^63, whatever the seed and the column are. */
  static final long MAX_ROWS = 1_000_000_000_000L;

  private RowRule() {}

  /** Returns the base value, 0..2147483646. */
  static long base(long seed, long row, int column) {
    return (seed * SEED_STEP + row * ROW_STEP + column * COLUMN_STEP) % MODULUS;
  }
}
