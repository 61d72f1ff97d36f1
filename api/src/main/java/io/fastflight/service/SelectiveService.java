package io.fastflight.service;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import java.util.List;

/**
 * Reads data of which it can leave out rows before it reads them, as a database does by an index.
 *
 * <p>Implemented by a service whose result has the very rows and columns of its source; one that
 * makes others of them does not.
 *
 * @param <P> the record that asks for it
 */
public interface SelectiveService<P extends DataParams> extends DataService<P> {

  /**
   * Does what {@link DataService#open} does, and may leave out rows that are not wanted.
   *
   * <p>Only if nothing else changes: not the columns, not the order where there is one, and no
   * failure that there would not be.
   */
  BatchReader open(P params, WantedRows wanted, ServiceContext context) throws Exception;

  @Override
  default BatchReader open(P params, ServiceContext context) throws Exception {
    return open(params, WantedRows.ALL, context);
  }

  /**
   * Returns by what {@link #open} would leave out rows, for people who ask; opens no stream.
   *
   * @return of what {@code wanted} says, in its order; empty where none is left out
   */
  List<Comparison> leavesOutBy(P params, WantedRows wanted, ServiceContext context)
      throws Exception;
}
