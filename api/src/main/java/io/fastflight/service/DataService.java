package io.fastflight.service;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.FastFlightException;
import io.fastflight.params.DataParams;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads data for one kind of params.
 *
 * <p>One object serves all requests at once: <b>Threads:</b> called from any thread, by many at a
 * time.
 *
 * @param <P> the record that asks for it
 */
@FunctionalInterface
public interface DataService<P extends DataParams> {

  /**
   * Opens a stream of record batches for {@code params}.
   *
   * <p><b>Shape:</b> 0..n batches of one schema, about {@code context.batchRows()} rows each.
   *
   * <p><b>Ownership:</b> returned owned. The reader owns what it allocates from {@code
   * context.allocator()}; if this method throws, it has released it.
   *
   * <p><b>Threads:</b> may block.
   *
   * @param params already validated by its constructor
   * @throws FastFlightException with a message meant for the caller
   * @throws Exception for anything else; the caller is told that the service failed, the server's
   *     log has the cause
   */
  BatchReader open(P params, ServiceContext context) throws Exception;

  /**
   * Returns the schema a request would have, where that is known without reading data.
   *
   * <p>When empty, whoever asks for a schema causes {@link #open} to be called and closed again.
   */
  default Optional<Schema> schema(P params, ServiceContext context) throws Exception {
    return Optional.empty();
  }

  /**
   * Returns a service whose reader comes later, from code that answers with a {@link
   * CompletionStage}.
   */
  static <P extends DataParams> DataService<P> later(
      BiFunction<P, ServiceContext, CompletionStage<? extends BatchReader>> opener) {
    return (params, context) -> LaterReader.await(opener.apply(params, context), context);
  }
}
