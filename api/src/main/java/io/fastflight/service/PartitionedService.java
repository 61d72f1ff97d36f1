package io.fastflight.service;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;

/**
 * Reads data that several readers can share: the result is cut into slices, each a stream of its
 * own.
 *
 * <p>GetFlightInfo returns one endpoint per slice. {@link DataService#open} still reads the whole.
 *
 * @param <P> the record that asks for it
 */
public interface PartitionedService<P extends DataParams> extends DataService<P> {

  /**
   * Cuts a request into slices.
   *
   * <p>All slices together are exactly the rows {@link DataService#open} returns, no row twice.
   *
   * @param scan what the reader wants
   */
  Plan plan(P params, Scan scan, ServiceContext context) throws Exception;

  /**
   * Opens one slice of an earlier {@link #plan}, perhaps on another server.
   *
   * @param slice as this service made it, or as a caller forged it: its token is checked here
   * @throws io.fastflight.error.InvalidParamsException if the token was not made by this service
   *     for these params
   */
  BatchReader open(P params, Slice slice, ServiceContext context) throws Exception;
}
