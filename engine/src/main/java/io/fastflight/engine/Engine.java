package io.fastflight.engine;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.error.FastFlightException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ParamsCodec;
import io.fastflight.params.TicketContent;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.Plan;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import io.fastflight.service.StreamSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Answers requests from the services of one registry, the same for every door.
 *
 * <p>Memory is bounded by {@link MemoryLimits}: a request that holds more than its cap fails; one
 * that would open a stream while the bytes in flight are over the budget waits in the thread that
 * opens it, and is refused with a delay after which to try again. Streams already open go on.
 *
 * <p><b>Ownership:</b> borrows the allocator; each request gets a child of it, closed with the
 * request's reader.
 *
 * <p><b>Threads:</b> called from any thread; every method may block.
 */
public final class Engine implements StreamSource {
  private final ServiceRegistry registry;
  private final BufferAllocator allocator;
  private final MemoryLimits limits;
  private final MemoryBudget budget;
  private final Map<String, ServiceDescription> descriptions = new ConcurrentHashMap<>();

  /**
   * Creates an engine over {@code registry} with the default limits of memory.
   *
   * @param allocator the parent of all requests' memory; outlives the engine's last reader
   */
  public Engine(ServiceRegistry registry, BufferAllocator allocator) {
    this(registry, allocator, MemoryLimits.defaults());
  }

  /**
   * Creates an engine over {@code registry}.
   *
   * @param allocator the parent of all requests' memory; outlives the engine's last reader. All
   *     that its root has handed out counts as in flight, so give the engine a root of its own.
   */
  public Engine(ServiceRegistry registry, BufferAllocator allocator, MemoryLimits limits) {
    this.registry = requireNonNull(registry, "registry");
    this.allocator = requireNonNull(allocator, "allocator");
    this.limits = requireNonNull(limits, "limits");
    this.budget = new MemoryBudget(allocator, limits);
  }

  /** Returns the parent of all requests' memory, borrowed. */
  public BufferAllocator allocator() {
    return allocator;
  }

  /** Returns how many bytes requests hold, and frames on their way to callers. */
  public long bytesInFlight() {
    return budget.bytesInFlight();
  }

  /** Returns how many requests wait for memory. */
  public int waitingRequests() {
    return budget.waiting();
  }

  @Override
  public BatchReader open(StreamRequest request) {
    return openStream(request).reader();
  }

  /**
   * Opens the stream a request asks for, and says whether and how it can be read on if it breaks.
   *
   * @throws FastFlightException as {@link #open} does
   */
  public OpenedStream openStream(StreamRequest request) {
    TicketContent content = registry.codec().decode(request.ticket());
    return open(registry.service(content.params()), content, request);
  }

  /**
   * Returns the schema of the stream a request would open, in message format: a dictionary-encoded
   * field has the type of its values.
   *
   * @throws FastFlightException as {@link #open} would
   */
  public Schema schema(StreamRequest request) {
    TicketContent content = registry.codec().decode(request.ticket());
    return schema(registry.service(content.params()), content, request);
  }

  /**
   * Says how a request's result can be read: the tickets of its slices, or one ticket for the
   * whole.
   *
   * @throws FastFlightException if the request is wrong, names no service, or the service fails
   */
  public PlannedStream plan(StreamRequest request, Scan scan) {
    TicketContent content = registry.codec().decode(request.ticket());
    RegisteredService<DataParams> service = registry.service(content.params());
    Schema schema = schema(service, content, request);
    if (content.slice().isEmpty()
        && scan.maxSlices() > 1
        && service.service() instanceof PartitionedService<DataParams> partitioned) {
      Plan plan = plan(service, partitioned, content, scan, request);
      List<byte[]> tickets =
          plan.slices().stream()
              .map(slice -> ParamsCodec.encode(content.params(), slice.token()))
              .toList();
      return new PlannedStream(schema, tickets, plan.ordered());
    }
    byte[] ticket =
        content
            .slice()
            .map(slice -> ParamsCodec.encode(content.params(), slice))
            .orElseGet(() -> ParamsCodec.encode(content.params()));
    return new PlannedStream(schema, List.of(ticket), true);
  }

  @Override
  public List<ServiceDescription> services() {
    return registry.services().stream().map(this::describe).toList();
  }

  /**
   * Describes one service, by its name or an alias.
   *
   * @throws io.fastflight.error.ServiceNotFoundException if there is none
   */
  public ServiceDescription service(String name) {
    return describe(registry.service(name));
  }

  private ServiceDescription describe(RegisteredService<?> service) {
    return descriptions.computeIfAbsent(service.type().name(), name -> service.describe());
  }

  private OpenedStream open(
      RegisteredService<DataParams> service, TicketContent content, StreamRequest request) {
    admit(service, request);
    RequestScope scope = RequestScope.open(service.type().name(), allocator, limits, request);
    try {
      request.cancellation().throwIfCancelled();
      OpenedStream opened = ServiceCall.open(service.service(), content, scope.context());
      return new OpenedStream(
          RequestReader.over(request.selection().of(opened.reader(), opened.startRow()), scope),
          opened.snapshot(),
          opened.startRow());
    } catch (Throwable failure) {
      scope.close();
      throw scope.toCaller(failure, 0);
    }
  }

  /** Fails as a stream does that has not begun: it says so, and that no row was delivered. */
  private void admit(RegisteredService<DataParams> service, StreamRequest request) {
    try {
      budget.admit(service.type().name(), request.cancellation());
    } catch (FastFlightException refused) {
      throw refused.afterRows(0);
    }
  }

  private Schema schema(
      RegisteredService<DataParams> service, TicketContent content, StreamRequest request) {
    RequestScope scope = RequestScope.open(service.type().name(), allocator, limits, request);
    Optional<Schema> declared;
    try {
      declared =
          requireNonNull(service.service().schema(content.params(), scope.context()), "schema");
    } catch (Throwable failure) {
      throw scope.toCaller(failure, 0);
    } finally {
      scope.close();
    }
    return declared
        .filter(known -> !MessageSchema.usesDictionaries(known))
        .orElseGet(() -> schemaByOpening(service, content, request));
  }

  private Schema schemaByOpening(
      RegisteredService<DataParams> service, TicketContent content, StreamRequest request) {
    try (RequestReader reader = (RequestReader) open(service, content, request).reader()) {
      return reader.messageSchema();
    }
  }

  private Plan plan(
      RegisteredService<DataParams> service,
      PartitionedService<DataParams> partitioned,
      TicketContent content,
      Scan scan,
      StreamRequest request) {
    RequestScope scope = RequestScope.open(service.type().name(), allocator, limits, request);
    try {
      return requireNonNull(partitioned.plan(content.params(), scan, scope.context()), "plan");
    } catch (Throwable failure) {
      throw scope.toCaller(failure, 0);
    } finally {
      scope.close();
    }
  }
}
