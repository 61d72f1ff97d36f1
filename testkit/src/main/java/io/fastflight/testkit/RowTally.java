package io.fastflight.testkit;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * Checks the batches of one stream in order, and counts their rows.
 *
 * <p>When a stream fails, the rows counted so far were the right first ones: complete and equal, or
 * failed and prefix-equal, is all a stream may be.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public final class RowTally {
  private final RowOracle oracle;
  private long rowCount;

  RowTally(RowOracle oracle) {
    this.oracle = oracle;
  }

  /**
   * Checks the next batch.
   *
   * <p><b>Ownership:</b> borrows both.
   *
   * @throws AssertionError at the first value that is not as the rule says
   */
  public void add(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    oracle.check(batch, dictionaries, rowCount);
    rowCount += batch.getRowCount();
  }

  /** Returns how many rows were right so far. */
  public long rowCount() {
    return rowCount;
  }
}
