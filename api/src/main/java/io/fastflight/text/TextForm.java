package io.fastflight.text;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes one result as text: {@link #begin} once, {@link #rows} any number of times, {@link #end}
 * once, and only if the result is complete.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public interface TextForm {
  /**
   * Writes what comes before the first row.
   *
   * @throws io.fastflight.error.UnimplementedException if the form cannot hold such columns
   */
  void begin(Schema schema, TextBuffer text);

  /**
   * Writes the rows {@code from} to {@code to - 1} of a batch.
   *
   * @param cells one for each column, as {@link Cells#of} returns them
   */
  void rows(List<Cell> cells, int from, int to, TextBuffer text);

  /** Writes what comes after the last row. */
  void end(long rowCount, TextBuffer text);

  /** Returns how many rows to write at a time, where nothing else says so. */
  default int rowsAtATime() {
    return 256;
  }
}
