package io.fastflight.client;

import com.google.protobuf.ByteString;
import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.pool.PoolConfig;
import io.fastflight.client.pool.StreamPool;
import io.fastflight.client.retry.Resilience;
import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.client.retry.RetryBudget;
import io.fastflight.error.FastFlightException;
import io.fastflight.params.ParamsCodec;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.DoGetMethod;
import io.fastflight.wire.FlightLocation;
import io.fastflight.wire.Transport;
import io.fastflight.wire.WireFrame;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all reads of one client share: threads, channels, leases, breakers, memory.
 *
 * <p><b>Ownership:</b> takes the allocator; owns channels, event loops and every reader that is
 * still open.
 *
 * <p><b>Threads:</b> any.
 */
final class ClientCore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClientCore.class);
  private static final int PING_TIMEOUT_SECONDS = 20;

  private final ClientConfig config;
  private final BufferAllocator allocator;
  private final Transport transport;
  private final EventLoopGroup eventLoops;
  private final StreamPool pool;
  private final RetryBudget budget = new RetryBudget();
  private final MethodDescriptor<Flight.Ticket, WireFrame> doGet;
  private final Map<FlightLocation, LocationChannels> channels = new ConcurrentHashMap<>();
  private final Resilience usual;
  private final Map<ResilienceConfig, Resilience> resiliences = new ConcurrentHashMap<>();
  private final Set<StreamSession> sessions = ConcurrentHashMap.newKeySet();
  private final Set<BatchReader> readers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  ClientCore(ClientConfig config, BufferAllocator allocator) {
    this.config = config;
    this.allocator = allocator;
    this.usual = new Resilience(config.resilience(), budget);
    this.resiliences.put(config.resilience(), usual);
    this.transport = Transport.of(config.transport());
    this.doGet = DoGetMethod.descriptor(allocator, config.transport());
    int threads = Math.min(config.maxChannels(), Runtime.getRuntime().availableProcessors());
    this.eventLoops = transport.eventLoops("fastflight-client", threads);
    this.pool =
        new StreamPool(
            PoolConfig.of(config.location(), config.maxStreams(), config.reportUnusedAfter()),
            eventLoops);
  }

  ClientConfig config() {
    return config;
  }

  BufferAllocator allocator() {
    return allocator;
  }

  StreamPool pool() {
    return pool;
  }

  /** Returns what runs short tasks later; the event loops. */
  ScheduledExecutorService timer() {
    return eventLoops;
  }

  /** Runs a task behind what the event loop of this thread is at; at once on any other thread. */
  void afterTurn(Runnable task) {
    for (EventExecutor loop : eventLoops) {
      if (loop.inEventLoop()) {
        loop.execute(task);
        return;
      }
    }
    task.run();
  }

  MethodDescriptor<Flight.Ticket, WireFrame> doGet() {
    return doGet;
  }

  LocationChannels channels(FlightLocation location) {
    return channels.computeIfAbsent(
        location, at -> new LocationChannels(at, config, () -> newChannel(at)));
  }

  private ManagedChannel newChannel(FlightLocation location) {
    requireOpen();
    return transport
        .channel(location, config.tls())
        .withOption(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            (int) Math.min(config.connectTimeout().toMillis(), Integer.MAX_VALUE))
        .keepAliveTime(config.pingAfter().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(PING_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .eventLoopGroup(eventLoops)
        .directExecutor() // messages are parsed on the event loop: one hand-over less
        .build();
  }

  RetryBudget budget() {
    return budget;
  }

  /** Returns what the read shares with those of equal settings, and with no others. */
  @SuppressWarnings("ReferenceEquality") // the look at each call that saves most of them the map's
  Resilience resilience(ReadPlan read) {
    ResilienceConfig settings = read.resilience();
    return settings == config.resilience()
        ? usual
        : resiliences.computeIfAbsent(settings, other -> new Resilience(other, budget));
  }

  /** Returns why a server would not read the request, if it is too long: it need not travel. */
  private static Optional<FastFlightException> tooLong(StreamRequest request) {
    try {
      ParamsCodec.requireTicketSize(request.ticket());
      return Optional.empty();
    } catch (FastFlightException refused) {
      return Optional.of(refused);
    }
  }

  CompletableFuture<BatchReader> open(StreamRequest request, FetchOptions options) {
    requireOpen();
    Optional<FastFlightException> tooLong = tooLong(request);
    if (tooLong.isPresent()) {
      return CompletableFuture.failedFuture(tooLong.get());
    }
    ReadPlan read = ReadPlan.of(request, options, config, false);
    return isDirect(read) ? openOne(read) : endpoints(read, this::openAll);
  }

  CompletableFuture<Table> fetch(StreamRequest request, FetchOptions options) {
    requireOpen();
    Optional<FastFlightException> tooLong = tooLong(request);
    if (tooLong.isPresent()) {
      return CompletableFuture.failedFuture(tooLong.get());
    }
    ReadPlan read = ReadPlan.of(request, options, config, true);
    return isDirect(read) ? fetchOne(read) : endpoints(read, this::fetchAll);
  }

  private boolean isDirect(ReadPlan read) {
    return read.parallelism() == 1 && !config.usesServerTickets();
  }

  private CompletableFuture<BatchReader> openOne(ReadPlan read) {
    StreamSession session = begin(read);
    return opened(
        read, session.open(), call -> new FlightReader(session, call, readers::remove), session);
  }

  private CompletableFuture<BatchReader> openAll(Flight.FlightInfo info, ReadPlan read) {
    Endpoints endpoints = Endpoints.of(info, read);
    if (endpoints.reads().isEmpty()) {
      return CompletableFuture.completedFuture(
          read.selected(new NoRows(Endpoints.schema(info)), false));
    }
    ParallelReader reader =
        new ParallelReader(this, endpoints, read.options().parallelism(), readers::remove);
    return opened(read, reader.begin(), call -> reader, reader);
  }

  /** Hands a reader over when its first call is open. */
  private CompletableFuture<BatchReader> opened(
      ReadPlan read,
      CompletableFuture<StreamCall> first,
      Function<StreamCall, BatchReader> maker,
      AutoCloseable owner) {
    CompletableFuture<BatchReader> opened = new CompletableFuture<>();
    var unused =
        first.whenComplete(
            (call, failure) -> {
              if (failure != null) {
                closeQuietly(owner);
                opened.completeExceptionally(failure);
                return;
              }
              BatchReader reader = maker.apply(call);
              readers.add(reader);
              handOver(opened, () -> read.selected(reader, call.stream().isChecked()));
            });
    cancelTogether(opened, first);
    return opened;
  }

  private void handOver(CompletableFuture<BatchReader> opened, Supplier<BatchReader> selection) {
    try {
      BatchReader reader = selection.get();
      if (!opened.complete(reader) || closed) {
        reader.close(); // the future was cancelled: nobody has the reader
      }
    } catch (FastFlightException unfit) {
      opened.completeExceptionally(unfit);
    }
  }

  private static void closeQuietly(AutoCloseable owner) {
    try {
      owner.close();
    } catch (Exception impossible) {
      throw new IllegalStateException("A reader could not be closed.", impossible);
    }
  }

  private CompletableFuture<Table> fetchOne(ReadPlan read) {
    TableCollector collector = new TableCollector(begin(read));
    collector.start();
    return collector.result();
  }

  private CompletableFuture<Table> fetchAll(Flight.FlightInfo info, ReadPlan read) {
    Endpoints endpoints = Endpoints.of(info, read);
    if (endpoints.reads().isEmpty()) {
      return CompletableFuture.completedFuture(
          Table.read(read.selected(new NoRows(Endpoints.schema(info)), false), allocator));
    }
    return new ParallelFetch(this, endpoints, read.options().parallelism()).start();
  }

  /** Asks for the endpoints of a result, then reads them; cancelling cancels whichever runs. */
  private <T extends AutoCloseable> CompletableFuture<T> endpoints(
      ReadPlan read, BiFunction<Flight.FlightInfo, ReadPlan, CompletableFuture<T>> reading) {
    CompletableFuture<T> result = new CompletableFuture<>();
    CompletableFuture<Flight.FlightInfo> planned = new PlanCall(this, read).answer();
    cancelTogether(result, planned);
    var unused =
        planned.whenComplete(
            (info, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
              } else {
                follow(result, info, read, reading);
              }
            });
    return result;
  }

  private static <T extends AutoCloseable> void follow(
      CompletableFuture<T> result,
      Flight.FlightInfo info,
      ReadPlan read,
      BiFunction<Flight.FlightInfo, ReadPlan, CompletableFuture<T>> reading) {
    try {
      CompletableFuture<T> inner = reading.apply(info, read);
      cancelTogether(result, inner);
      var unused =
          inner.whenComplete(
              (value, failure) -> {
                if (failure != null) {
                  result.completeExceptionally(failure);
                } else if (!result.complete(value)) {
                  closeQuietly(value);
                }
              });
    } catch (RuntimeException unreadable) {
      result.completeExceptionally(unreadable);
    }
  }

  List<ServiceDescription> action(String type, String body, FetchOptions options) {
    requireOpen();
    return new CatalogueCall(this, StreamRequest.of(new byte[0]), options)
        .action(
            Flight.Action.newBuilder()
                .setType(type)
                .setBody(ByteString.copyFromUtf8(body))
                .build());
  }

  Schema schema(StreamRequest request, FetchOptions options) {
    requireOpen();
    return new CatalogueCall(this, request, options).schema(request.ticket());
  }

  StreamSession begin(ReadPlan read) {
    StreamSession session = new StreamSession(this, read);
    sessions.add(session);
    return session;
  }

  void forget(StreamSession session) {
    sessions.remove(session);
  }

  private static void cancelTogether(CompletableFuture<?> outer, CompletableFuture<?> inner) {
    var unused =
        outer.whenComplete(
            (result, failure) -> {
              if (outer.isCancelled()) {
                inner.cancel(true);
              }
            });
  }

  boolean isClosed() {
    return closed;
  }

  IllegalStateException closedFailure() {
    return new IllegalStateException("This client of " + config.location() + " is closed.");
  }

  void requireOpen() {
    if (closed) {
      throw closedFailure();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    pool.close();
    readers.forEach(BatchReader::close);
    channels.values().forEach(LocationChannels::shutdown);
    sessions.forEach(StreamSession::interruptPause);
    try {
      long end = System.nanoTime() + config.closeGrace().toNanos();
      for (LocationChannels location : channels.values()) {
        location.awaitEnd(end);
      }
    } catch (InterruptedException interrupted) {
      channels.values().forEach(LocationChannels::cut);
      Thread.currentThread().interrupt();
    }
    int cut = sessions.size();
    if (cut > 0) {
      LOG.warn("{} reads were cut after the grace of {}.", cut, config.closeGrace());
      sessions.forEach(StreamSession::end);
    }
    eventLoops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    allocator.close();
  }
}
