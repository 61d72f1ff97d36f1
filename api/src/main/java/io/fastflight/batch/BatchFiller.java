package io.fastflight.batch;

import org.apache.arrow.vector.VectorSchemaRoot;

/** Writes the next batch of a stream into an empty root; see {@link BatchReader#filled}. */
@FunctionalInterface
public interface BatchFiller {
  /**
   * Writes the next batch and returns true, or returns false at the end of the stream.
   *
   * @param batch empty; its vectors allocate from the request's allocator. Set its row count
   * @throws Exception if the source fails; a {@code FastFlightException} is told to the caller as
   *     it is
   */
  boolean fill(VectorSchemaRoot batch) throws Exception;
}
