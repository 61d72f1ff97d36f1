package io.fastflight.service;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ResumePoint;

/**
 * Reads data whose rows have a stable order, so that a stream that broke can be read on: by the
 * same server or a replica, at the very next row.
 *
 * <p>The promise: for the same params and snapshot, every stream has the same rows in the same
 * order and the same dictionaries. How they are cut into batches may differ.
 *
 * @param <P> the record that asks for it
 */
public interface ResumableService<P extends DataParams> extends DataService<P> {

  /**
   * Names the state of the data that would be read now: a version, the id of a table's snapshot, a
   * constant where the data never changes. It travels to the caller and back in the ticket, so it
   * is no secret, and callers can forge it.
   */
  String snapshot(P params, ServiceContext context) throws Exception;

  /**
   * Opens the stream of a snapshot behind its first {@code from.startRow()} rows.
   *
   * <p>A source that cannot begin in the middle uses {@link BatchReader#skipping}.
   *
   * @throws IncompleteStreamException if the snapshot is gone, or was never made here
   */
  BatchReader open(P params, ResumePoint from, ServiceContext context) throws Exception;

  @Override
  default BatchReader open(P params, ServiceContext context) throws Exception {
    return open(params, new ResumePoint(snapshot(params, context), 0), context);
  }
}
