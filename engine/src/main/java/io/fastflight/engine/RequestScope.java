package io.fastflight.engine;

import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.StreamRequest;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What belongs to one request: its memory, its context, and how its failures are told. */
final class RequestScope implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestScope.class);

  private final String service;
  private final StreamRequest request;
  private final RequestMemory memory;
  private final ServiceContext context;

  private RequestScope(String service, RequestMemory memory, StreamRequest request) {
    this.service = service;
    this.request = request;
    this.memory = memory;
    this.context =
        new ServiceContext(memory.allocator(), request.batchRows(), request.cancellation());
  }

  static RequestScope open(String service, BufferAllocator parent, StreamRequest request) {
    RequestMemory own = new RequestMemory("request " + service, parent);
    try {
      return new RequestScope(service, own, request);
    } catch (RuntimeException refused) {
      own.close();
      throw refused;
    }
  }

  String service() {
    return service;
  }

  ServiceContext context() {
    return context;
  }

  /**
   * Returns what the caller is told of a failure.
   *
   * <p>What a service says on purpose, as a {@link FastFlightException}, is told as it is. Anything
   * else may quote secrets or values, so it goes to the log, and the caller gets the id to ask for.
   */
  FastFlightException toCaller(Throwable failure, long rows) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (request.cancellation().isCancelled()) {
      return request.cancellation().reason().afterRows(rows);
    }
    if (failure instanceof FastFlightException known) {
      if (known.getCause() != null) { // the caller is told the message; only the log has the cause
        LOG.warn("{} failed after {} rows.", service, rows, known);
      }
      return known.afterRows(rows);
    }
    if (failure instanceof OutOfMemoryException) {
      return new ResourceExhaustedException(
              "%s needed more memory after %s rows than the server has left for requests. Ask for fewer rows a batch, or later."
                  .formatted(service, rows),
              failure)
          .afterRows(rows);
    }
    String id = UUID.randomUUID().toString().substring(0, 8);
    LOG.warn("{} failed after {} rows [{}].", service, rows, id, failure);
    return new DataServiceException(
            "%s failed after %s rows. The server's log says why, under the id %s."
                .formatted(service, rows, id))
        .afterRows(rows);
  }

  /** Says that the request is over; its allocator is closed as soon as its last frame has left. */
  @Override
  public void close() {
    memory.close();
  }
}
