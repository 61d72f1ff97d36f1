package io.fastflight.service;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.PublisherReader;
import io.fastflight.params.DataParams;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/** Serves an {@link AsyncDataService} as a blocking one, with a bounded queue between the two. */
final class AsyncServiceBridge<P extends DataParams> implements DataService<P> {
  /** One batch being sent, one ready behind it. */
  private static final int QUEUED_BATCHES = 2;

  private final AsyncDataService<P> service;

  AsyncServiceBridge(AsyncDataService<P> service) {
    this.service = service;
  }

  @Override
  public BatchReader open(P params, ServiceContext context) throws Exception {
    Optional<Schema> schema = service.schema(params, context);
    PublisherReader reader =
        PublisherReader.subscribe(service.publish(params, context), schema, QUEUED_BATCHES);
    Cancellation cancellation = context.cancellation();
    // Not close(): the batch in hand may be on its way to a socket on another thread.
    cancellation.onCancel(() -> reader.onError(cancellation.reason()));
    return reader;
  }

  @Override
  public Optional<Schema> schema(P params, ServiceContext context) throws Exception {
    return service.schema(params, context);
  }
}
