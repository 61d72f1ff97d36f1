package io.fastflight.cli.output;

import io.fastflight.batch.BatchReader;
import java.io.IOException;

/**
 * Writes one result, batch by batch, in bounded memory.
 *
 * <p>{@link #start} once, {@link #batch} for each batch, {@link #finish} only when the stream is
 * complete: without it an Arrow stream lacks its end marker, and a table is not there at all.
 *
 * <p><b>Ownership:</b> borrows the reader and the output; closes neither.
 *
 * <p><b>Threads:</b> used by one thread.
 */
public interface ResultWriter {
  /**
   * Writes what comes before the first row.
   *
   * @throws IOException if the output fails
   */
  void start(BatchReader reader) throws IOException;

  /**
   * Writes the reader's current batch.
   *
   * @throws IOException if the output fails
   */
  void batch(BatchReader reader) throws IOException;

  /**
   * Writes what says that the result is whole.
   *
   * @param rowCount how many rows all batches had
   * @throws IOException if the output fails
   */
  void finish(long rowCount) throws IOException;
}
