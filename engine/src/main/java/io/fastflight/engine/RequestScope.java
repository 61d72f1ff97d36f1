package io.fastflight.engine;

import io.fastflight.engine.SharedMemory.OverBoundException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceLimits;
import io.fastflight.service.StreamRequest;
import java.util.Optional;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What belongs to one request: its memory, its context, and how its failures are told. */
final class RequestScope implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestScope.class);

  /** Far more than there ever are; causes can go in a circle. */
  private static final int MAX_CAUSES = 20;

  private final String service;
  private final Bounds bounds;
  private final StreamRequest request;
  private final TimeLimit time;
  private final RequestMemory memory;
  private final ServiceContext context;

  private RequestScope(
      String service, Bounds bounds, RequestMemory memory, StreamRequest request, Identity caller) {
    this.service = service;
    this.bounds = bounds;
    this.request = request;
    this.memory = memory;
    this.time = TimeLimit.start(bounds.stream().maxTime(), request.cancellation());
    this.context =
        new ServiceContext(
                memory.allocator(),
                bounds.stream().batchRows(request.batchRows()),
                time.cancellation())
            .withIdentity(caller);
  }

  /**
   * Opens the scope.
   *
   * @param own taken, also on failure
   */
  static RequestScope open(
      String service, Bounds bounds, RequestMemory own, StreamRequest request, Identity caller) {
    try {
      return new RequestScope(service, bounds, own, request, caller);
    } catch (RuntimeException refused) {
      own.close();
      throw refused;
    }
  }

  String service() {
    return service;
  }

  /** Returns how many rows and bytes the stream may have. */
  ServiceLimits streamLimits() {
    return bounds.stream();
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
    if (time.isOver()) {
      return new DeadlineExceededException(
              "%s took longer than one stream of it may take, %s ms; %s rows were delivered. Ask for less at a time, or read faster."
                  .formatted(service, bounds.stream().maxTime().orElseThrow().toMillis(), rows))
          .afterRows(rows);
    }
    Optional<OutOfMemoryException> refused = refusedByLimit(failure);
    if (refused.isPresent()) {
      return overLimit(refused.get(), failure, rows).afterRows(rows);
    }
    if (failure instanceof FastFlightException known) {
      if (known.getCause() != null) { // the caller is told the message; only the log has the cause
        LOG.warn("{} failed after {} rows [{}].", service, rows, request.call().id(), known);
      }
      return known.afterRows(rows);
    }
    if (failure instanceof OutOfMemoryException) {
      return new ResourceExhaustedException(
              "%s needed more memory after %s rows than the server has left for requests. Ask for fewer rows a batch, or later."
                  .formatted(service, rows),
              bounds.retryDelay(),
              failure)
          .afterRows(rows);
    }
    String id = request.call().id();
    LOG.warn("{} failed after {} rows [{}].", service, rows, id, failure);
    return new DataServiceException(
            "%s failed after %s rows. The server's log says why, under the id %s."
                .formatted(service, rows, id))
        .afterRows(rows);
  }

  /**
   * Returns the allocation that a limit of this request refused, its own cap or what it shares with
   * others. Arrow's loader, futures and sources wrap the allocator's failure; a failure of another
   * kind is what the service chose to say of it.
   */
  private Optional<OutOfMemoryException> refusedByLimit(Throwable failure) {
    if (failure instanceof FastFlightException
        && !(failure instanceof ResourceExhaustedException)) {
      return Optional.empty();
    }
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryException refused
          && (refused instanceof OverBoundException || memory.isOverLimit(refused))) {
        return Optional.of(refused);
      }
    }
    return Optional.empty();
  }

  private ResourceExhaustedException overLimit(
      OutOfMemoryException refused, Throwable failure, long rows) {
    return refused instanceof OverBoundException over
        ? overBound(over.bound(), failure, rows)
        : overCap(failure, rows);
  }

  /** Others hold a part of it, so another try can find more: what it holds alone is its own cap. */
  private ResourceExhaustedException overBound(
      SharedMemory.Bound bound, Throwable failure, long rows) {
    return new ResourceExhaustedException(
        "%s needed more memory after %s rows than the limit '%s' leaves: all streams of %s together may hold %s bytes. Try again in %s ms, or read fewer at a time."
            .formatted(
                service,
                rows,
                bound.limit().name(),
                bound.whose(),
                bound.maxBytes(),
                bounds.retryDelay().toMillis()),
        bounds.retryDelay(),
        failure);
  }

  /** There is no delay to tell: the same request meets the same cap again. */
  private ResourceExhaustedException overCap(Throwable failure, long rows) {
    return new ResourceExhaustedException(
        "%s needed more memory after %s rows than one request may hold, %s bytes. Ask for fewer rows a batch or fewer columns, or raise %s."
            .formatted(service, rows, bounds.maxMemoryBytes(), bounds.memoryBound()),
        failure);
  }

  /** Says that the request is over; its allocator is closed as soon as its last frame has left. */
  @Override
  public void close() {
    time.close();
    memory.close();
  }
}
