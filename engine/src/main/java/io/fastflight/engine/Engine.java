package io.fastflight.engine;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.engine.CallGate.Entry;
import io.fastflight.engine.CallGate.Permit;
import io.fastflight.error.FastFlightException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ParamsCodec;
import io.fastflight.params.TicketContent;
import io.fastflight.policy.CallLimits;
import io.fastflight.policy.Policy;
import io.fastflight.policy.column.Guard;
import io.fastflight.service.CallListener;
import io.fastflight.service.Identity;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.Plan;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import io.fastflight.service.StreamSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Answers requests from the services of one registry at a time, the same for every door.
 *
 * <p>What {@link Policy} does not allow a caller is not there for them: a service is not listed,
 * described or opened, as if it were not registered, and rows and columns are taken out of streams
 * before anything counts them.
 *
 * <p>The registry can be replaced while requests run: each ends on the one it began with.
 *
 * <p>What a caller asks for at a time, in a second and of one stream is bounded by {@link
 * CallLimits}: over them a request waits for its turn and is then refused, and a stream ends with
 * an error.
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
  private final AtomicReference<Catalogue> current;
  private final BufferAllocator allocator;
  private final MemoryLimits limits;
  private final MemoryBudget budget;
  private final CallGate gate;
  private final CallListener listener;
  private final AtomicInteger openStreams;
  private final Identity caller;

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
    this(registry, allocator, limits, CallListener.NONE);
  }

  /**
   * Creates an engine over {@code registry} that tells {@code listener} of every stream that was
   * asked for.
   *
   * @param allocator as above
   */
  public Engine(
      ServiceRegistry registry,
      BufferAllocator allocator,
      MemoryLimits limits,
      CallListener listener) {
    this(Offer.toEveryone(registry), allocator, limits, listener);
  }

  /**
   * Creates an engine that shows each caller what the policy of {@code offer} allows.
   *
   * @param allocator as above
   */
  public Engine(
      Offer offer, BufferAllocator allocator, MemoryLimits limits, CallListener listener) {
    this.current = new AtomicReference<>(new Catalogue(requireNonNull(offer, "offer")));
    this.allocator = requireNonNull(allocator, "allocator");
    this.limits = requireNonNull(limits, "limits");
    this.budget = new MemoryBudget(allocator, limits);
    this.gate = new CallGate();
    this.listener = requireNonNull(listener, "listener");
    this.openStreams = new AtomicInteger();
    this.caller = Identity.ANONYMOUS;
  }

  /** Creates a view of {@code whole} for one caller. */
  private Engine(Engine whole, Identity caller) {
    this.current = whole.current;
    this.allocator = whole.allocator;
    this.limits = whole.limits;
    this.budget = whole.budget;
    this.gate = whole.gate;
    this.listener = whole.listener;
    this.openStreams = whole.openStreams;
    this.caller = requireNonNull(caller, "caller");
  }

  @Override
  public Engine as(Identity caller) {
    return new Engine(this, caller);
  }

  /** Returns the parent of all requests' memory, borrowed. */
  public BufferAllocator allocator() {
    return allocator;
  }

  /** Returns how many bytes requests hold, and frames on their way to callers. */
  public long bytesInFlight() {
    return budget.bytesInFlight();
  }

  /** Returns how many requests wait for memory, or for their turn under a limit. */
  public int waitingRequests() {
    return budget.waiting() + gate.waiting();
  }

  /** Returns how many streams were asked for and are not over. */
  public int openStreams() {
    return openStreams.get();
  }

  /**
   * Answers from another registry from now on, under the same policy.
   *
   * @param whenUnused run once no request uses the registry that was replaced, on the thread that
   *     ended the last one, or on this one
   */
  public void replace(ServiceRegistry registry, Runnable whenUnused) {
    Offer present = catalogue().offer();
    replace(new Offer(registry, present.policy(), present.limits()), whenUnused);
  }

  /**
   * Answers from another registry under another policy: no request sees the one without the other.
   */
  public void replace(Offer offer, Runnable whenUnused) {
    Catalogue next = new Catalogue(requireNonNull(offer, "offer"));
    current.getAndSet(next).retire(requireNonNull(whenUnused, "whenUnused"));
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
    CallAccount account = new CallAccount(listener, openStreams, caller, request);
    Catalogue catalogue = enter();
    Catalogue.Use use = catalogue.use();
    try {
      return admitted(call(catalogue, request), use, account);
    } catch (Throwable failure) {
      use.close();
      account.fail(failure);
      account.close();
      throw failure;
    }
  }

  @Override
  public Schema schema(StreamRequest request) {
    Catalogue catalogue = enter();
    Catalogue.Use use = catalogue.use();
    try {
      Call call = call(catalogue, request);
      enter(call, false).close(); // a request, though no stream
      return schema(call);
    } finally {
      use.close();
    }
  }

  /**
   * Says how a request's result can be read: the tickets of its slices, or one ticket for the
   * whole.
   *
   * @throws FastFlightException if the request is wrong, names no service, or the service fails
   */
  public PlannedStream plan(StreamRequest request, Scan scan) {
    Catalogue catalogue = enter();
    Catalogue.Use use = catalogue.use();
    try {
      Call call = call(catalogue, request);
      enter(call, false).close(); // a request, though no stream
      return plan(call, scan);
    } finally {
      use.close();
    }
  }

  private PlannedStream plan(Call call, Scan scan) {
    TicketContent content = call.content;
    Schema schema = schema(call);
    if (content.slice().isEmpty()
        && scan.maxSlices() > 1
        && call.service.service() instanceof PartitionedService<DataParams> partitioned) {
      Plan plan = plan(call, partitioned, scan);
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
    Catalogue catalogue = catalogue();
    return catalogue.view(caller).registry().services().stream().map(catalogue::describe).toList();
  }

  @Override
  public boolean hasServices() {
    return !catalogue().offer().registry().services().isEmpty();
  }

  @Override
  public ServiceDescription describe(String name) {
    Catalogue catalogue = catalogue();
    return catalogue.describe(catalogue.view(caller).registry().service(name));
  }

  /** What a request asks for, of whom, what of it is not seen, and what bounds it. */
  private record Call(
      RegisteredService<DataParams> service,
      TicketContent content,
      StreamRequest request,
      Guard guard,
      Bounds bounds) {
    GuardedCall guarded() {
      return new GuardedCall(service.type().name(), service.service(), guard);
    }
  }

  private Call call(Catalogue catalogue, StreamRequest request) {
    CallerView view = catalogue.view(caller);
    TicketContent content = content(view, request);
    RegisteredService<DataParams> service = view.registry().service(content.params());
    String name = service.type().name();
    request.call().servedBy(name, content.params());
    return new Call(
        service,
        content,
        request,
        view.guard(name),
        Bounds.of(service, caller, catalogue.offer().limits(), limits));
  }

  private static TicketContent content(CallerView view, StreamRequest request) {
    try {
      return view.registry().codec().decode(request.ticket());
    } catch (FastFlightException refused) {
      ParamsCodec.typeName(request.ticket()).ifPresent(request.call()::asksFor);
      throw refused;
    }
  }

  private Catalogue catalogue() {
    return requireNonNull(current.get());
  }

  /** Returns the present catalogue, with this request among its users. */
  private Catalogue enter() {
    Catalogue catalogue = catalogue();
    while (!catalogue.enter()) { // it was replaced between the two, and nobody used it any more
      catalogue = catalogue();
    }
    return catalogue;
  }

  /** Lets a request in when its caller's limits and the memory allow it. */
  private OpenedStream admitted(Call call, Catalogue.Use use, CallAccount account) {
    Permit permit = enter(call, true);
    try {
      return open(
          call,
          () -> {
            permit.close();
            use.close();
          },
          account);
    } catch (Throwable refused) {
      permit.close();
      throw refused;
    }
  }

  private Permit enter(Call call, boolean opens) {
    return gate.admit(entry(call, opens), call.bounds.limits(), call.bounds.all());
  }

  private Entry entry(Call call, boolean opens) {
    return new Entry(caller, call.service.type().name(), opens, call.request.cancellation());
  }

  private OpenedStream open(Call call, Catalogue.Use use, CallAccount account) {
    admit(call.service, call.request);
    RequestScope scope = scope(call);
    try {
      call.request.cancellation().throwIfCancelled();
      OpenedStream opened = call.guarded().open(call.content, scope.context());
      return new OpenedStream(
          RequestReader.over(
              call.request.selection().of(opened.reader(), opened.startRow()), scope, use, account),
          opened.snapshot(),
          opened.startRow());
    } catch (Throwable failure) {
      scope.close();
      throw scope.toCaller(failure, 0);
    }
  }

  private RequestScope scope(Call call) {
    String name = call.service.type().name();
    Bounds bounds = call.bounds;
    RequestMemory own =
        new RequestMemory(
            "request " + name,
            allocator,
            bounds.maxMemoryBytes(),
            gate.sharedMemory(entry(call, true), bounds.limits()));
    return RequestScope.open(name, bounds, own, call.request, caller);
  }

  /** Fails as a stream does that has not begun: it says so, and that no row was delivered. */
  private void admit(RegisteredService<DataParams> service, StreamRequest request) {
    try {
      budget.admit(service.type().name(), request.cancellation());
    } catch (FastFlightException refused) {
      throw refused.afterRows(0);
    }
  }

  private Schema schema(Call call) {
    RequestScope scope = scope(call);
    Optional<Schema> declared;
    try {
      declared =
          requireNonNull(
              call.service.service().schema(call.content.params(), scope.context()), "schema");
    } catch (Throwable failure) {
      throw scope.toCaller(failure, 0);
    } finally {
      scope.close();
    }
    return declared
        .filter(known -> !MessageSchema.usesDictionaries(known))
        .map(known -> call.guard.hidesNothing() ? known : call.guarded().schema(known))
        .orElseGet(() -> schemaByOpening(call));
  }

  private Schema schemaByOpening(Call call) {
    CallAccount account = CallAccount.ofNobody(caller, call.request);
    try (RequestReader reader = (RequestReader) open(call, () -> {}, account).reader()) {
      return reader.messageSchema();
    }
  }

  private Plan plan(Call call, PartitionedService<DataParams> partitioned, Scan scan) {
    RequestScope scope = scope(call);
    try {
      return requireNonNull(partitioned.plan(call.content.params(), scan, scope.context()), "plan");
    } catch (Throwable failure) {
      throw scope.toCaller(failure, 0);
    } finally {
      scope.close();
    }
  }
}
