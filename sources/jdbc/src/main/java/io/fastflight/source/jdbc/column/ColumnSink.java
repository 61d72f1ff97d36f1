package io.fastflight.source.jdbc.column;

import org.apache.arrow.vector.FieldVector;

/**
 * Writes the values of one column of a batch, row after row.
 *
 * <p>A row may be written again, with the same values, before the next one is. It is not checked
 * against the capacity here; {@link BatchBuilder#row} has made room for it.
 *
 * <p><b>Ownership:</b> borrows the vector from {@link #begin} until {@link #finish}.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public abstract class ColumnSink {
  ColumnSink() {}

  /** Allocates {@code vector} for {@code rows} rows, a multiple of 8, and writes to it from now. */
  abstract void begin(FieldVector vector, int rows);

  /** Makes room for at least {@code rows} rows, keeping what is written. */
  abstract void grow(int rows);

  /** Ends the batch: the vector gets the values of {@code rows} rows. */
  abstract void finish(int rows);

  /** Returns how many bytes values of no fixed width take in the first {@code rows} rows. */
  long variableBytes(int rows) {
    return 0;
  }

  /** Writes a null. */
  public abstract void putNull(int row);
}
