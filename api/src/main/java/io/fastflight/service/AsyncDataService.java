package io.fastflight.service;

import io.fastflight.params.DataParams;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads data for one kind of params, by callbacks.
 *
 * <p><b>Threads:</b> called from any thread, by many at a time; must not block.
 *
 * @param <P> the record that asks for it
 */
@FunctionalInterface
public interface AsyncDataService<P extends DataParams> {

  /**
   * Returns a publisher of record batches for {@code params}.
   *
   * <p><b>Ownership:</b> each root is the subscriber's to close. Roots come from {@code
   * context.allocator()}, so their memory counts as the request's.
   */
  Flow.Publisher<VectorSchemaRoot> publish(P params, ServiceContext context);

  /**
   * Returns the schema a request would have, where that is known without reading data.
   *
   * <p>Needed for a publisher that may end without a batch: an empty result has a schema too.
   */
  default Optional<Schema> schema(P params, ServiceContext context) throws Exception {
    return Optional.empty();
  }
}
