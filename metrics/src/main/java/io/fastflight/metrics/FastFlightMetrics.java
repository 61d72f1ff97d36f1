package io.fastflight.metrics;

import static java.util.Objects.requireNonNull;

import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.engine.ObservedSource;
import io.fastflight.error.ErrorCode;
import io.fastflight.service.CallListener;
import io.fastflight.service.CallRecord;
import io.fastflight.service.StreamSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Keeps meters of calls in a registry: give it to an engine as its listener, or watch a source.
 *
 * <pre>{@code
 * FastFlightMetrics metrics = new FastFlightMetrics(registry);
 * Engine engine = new Engine(services, allocator, limits, metrics);
 * metrics.watch(engine);
 * }</pre>
 *
 * <p>Labels have few values: services of the registry, doors, and the codes of failures. Who calls
 * is none of them.
 *
 * <p><b>Ownership:</b> borrows the registry; what is watched is held as long as the registry is.
 *
 * <p><b>Threads:</b> any.
 */
public final class FastFlightMetrics implements CallListener {
  /** Where a request named no service that is there. */
  static final String NO_SERVICE = "none";

  private static final String COMPLETE = "complete";

  /** From a small answer to a long stream; a bucket each for every service, door and outcome. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10)
  };

  private final MeterRegistry registry;
  private final List<LongSupplier> audits = new CopyOnWriteArrayList<>();

  /** Begins to keep meters in {@code registry}. */
  public FastFlightMetrics(MeterRegistry registry) {
    this.registry = requireNonNull(registry, "registry");
  }

  @Override
  public void ended(CallRecord call) {
    String service = call.service().orElse(NO_SERVICE);
    String door = call.origin().door();
    Timer.builder("fastflight.calls")
        .description("Streams that were asked for, and how long each took until it was over")
        .tags("service", service, "door", door, "outcome", outcome(call))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(call.duration());
    Counter.builder("fastflight.rows")
        .description("Rows that were read of services")
        .tags("service", service, "door", door)
        .register(registry)
        .increment((double) call.delivered().rows());
    Counter.builder("fastflight.read")
        .description("What the buffers of these rows held in Arrow, before they were encoded")
        .baseUnit("bytes")
        .tags("service", service, "door", door)
        .register(registry)
        .increment((double) call.delivered().bytes());
  }

  private static String outcome(CallRecord call) {
    return call.failure()
        .map(ErrorCode::name)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .orElse(COMPLETE);
  }

  /** Shows what {@code engine} is doing; the engine has this as its listener. */
  public void watch(Engine engine) {
    gauge("fastflight.streams.open", "Streams that are not over", engine, Engine::openStreams);
    gauge(
        "fastflight.requests.waiting",
        "Requests that wait for memory",
        engine,
        Engine::waitingRequests);
    Gauge.builder("fastflight.memory.in.flight", engine, Engine::bytesInFlight)
        .description("What requests hold, and frames on their way to callers")
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
  }

  /** Shows how many calls an audit log could not write down. */
  public void watchAudit(LongSupplier lostLines) {
    audits.add(lostLines); // a function counter lets go of what it counts
    FunctionCounter.builder("fastflight.audit.lost", lostLines, lost -> (double) lost.getAsLong())
        .description("Calls that have no line in the audit log, because it could not be written")
        .register(registry);
  }

  /** Returns {@code client} as a source whose calls are told here, and shows its pool. */
  public StreamSource watch(FastFlightClient client) {
    ObservedSource source = new ObservedSource(client, this);
    gauge(
        "fastflight.streams.open",
        "Streams that are not over",
        source,
        ObservedSource::openStreams);
    watchPool(client);
    return source;
  }

  /** Shows the pool of {@code client}, whose calls are not told here. */
  public void watchPool(FastFlightClient client) {
    gauge(
        "fastflight.pool.leased",
        "Streams of the client that are open",
        client,
        pooled -> pooled.poolStatistics().leased());
    gauge(
        "fastflight.pool.waiting",
        "Reads that wait for a free stream",
        client,
        pooled -> pooled.poolStatistics().waiting());
    gauge(
        "fastflight.pool.limit",
        "How many streams the client may have open",
        client,
        pooled -> pooled.poolStatistics().maxStreams());
  }

  private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }
}
