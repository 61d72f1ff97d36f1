package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.pool.PoolStatistics;
import io.fastflight.error.FastFlightException;
import io.fastflight.params.DataParams;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.service.StreamSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.memory.RootAllocator;

/**
 * Reads data from a Flight server.
 *
 * <pre>{@code
 * try (FastFlightClient client = FastFlightClient.connect("grpc://127.0.0.1:8815");
 *     Table flights = client.fetch(new FlightsParams("SEA", "SFO"))) {
 *   System.out.println(flights.rowCount());
 * }
 * }</pre>
 *
 * <p>Every read is complete or an error: see {@code docs/concepts/stream-contract.md}.
 *
 * <p><b>Ownership:</b> owns its connections and the memory of what it reads. Close readers and
 * tables before the client.
 *
 * <p><b>Threads:</b> any; one client serves a whole program.
 */
public final class FastFlightClient implements StreamSource, AutoCloseable {
  private final ClientCore core;
  private final FetchOptions options;

  private FastFlightClient(ClientCore core, FetchOptions options) {
    this.core = core;
    this.options = options;
  }

  /**
   * Creates a client with the default settings. Connects at the first call, not here.
   *
   * @param location {@code grpc://host:port}, {@code grpc+tls://host:port} or {@code
   *     grpc+unix:///path}
   * @throws IllegalArgumentException if the location is something else
   */
  public static FastFlightClient connect(String location) {
    return connect(ClientConfig.builder(location).build());
  }

  /** Creates a client. Connects at the first call, not here. */
  public static FastFlightClient connect(ClientConfig config) {
    requireNonNull(config, "config");
    return new FastFlightClient(
        new ClientCore(config, new RootAllocator()), FetchOptions.defaults());
  }

  /**
   * Returns a client whose reads have these options, and which shares all else with this one: close
   * one of the two.
   *
   * <pre>{@code
   * client.with(FetchOptions.builder().deadline(Duration.ofSeconds(5)).build()).fetch(params);
   * }</pre>
   */
  public FastFlightClient with(FetchOptions options) {
    return new FastFlightClient(core, requireNonNull(options, "options"));
  }

  /**
   * Opens the stream of {@code params}, waiting until its schema is there.
   *
   * <p><b>Ownership:</b> returned owned.
   *
   * @throws FastFlightException if the server refuses the params, has no such service, or cannot be
   *     reached
   */
  public BatchReader open(DataParams params) {
    return open(StreamRequest.of(params));
  }

  /** Does the same for a request by name, with a batch size, or that can be cancelled. */
  @Override
  public BatchReader open(StreamRequest request) {
    return Waiting.on(openAsync(request));
  }

  /**
   * Opens a stream without waiting; the future fails as {@link #open} does, and cancelling it
   * cancels the call.
   */
  public CompletableFuture<BatchReader> openAsync(DataParams params) {
    return openAsync(StreamRequest.of(params));
  }

  /** Does the same for a request by name, with a batch size, or that can be cancelled. */
  public CompletableFuture<BatchReader> openAsync(StreamRequest request) {
    return core.open(requireNonNull(request, "request"), options);
  }

  /**
   * Reads the whole result of {@code params} into memory.
   *
   * <p><b>Ownership:</b> returned owned.
   *
   * @throws FastFlightException if the complete result did not arrive
   */
  public Table fetch(DataParams params) {
    return fetch(StreamRequest.of(params));
  }

  /** Does the same for a request by name, with a batch size, or that can be cancelled. */
  public Table fetch(StreamRequest request) {
    return Waiting.on(fetchAsync(request));
  }

  /**
   * Reads a whole result without waiting; the future fails as {@link #fetch} does, and cancelling
   * it cancels the call.
   */
  public CompletableFuture<Table> fetchAsync(DataParams params) {
    return fetchAsync(StreamRequest.of(params));
  }

  /** Does the same for a request by name, with a batch size, or that can be cancelled. */
  public CompletableFuture<Table> fetchAsync(StreamRequest request) {
    return core.fetch(requireNonNull(request, "request"), options);
  }

  /**
   * Describes the services of the server, in its order.
   *
   * @throws FastFlightException if it cannot be reached, or is not a FastFlight server
   */
  @Override
  public List<ServiceDescription> services() {
    return core.action("fastflight.services", "");
  }

  /**
   * Describes one service, by its name or an alias.
   *
   * @throws FastFlightException if there is none of that name
   */
  public ServiceDescription describe(String name) {
    return core.action("fastflight.describe", requireNonNull(name, "name")).get(0);
  }

  /** Returns how many streams are leased, how many reads wait for one, and the oldest lease. */
  public PoolStatistics poolStatistics() {
    return core.pool().statistics();
  }

  /**
   * Closes the readers that are still open and the connections; waits at most the configured grace.
   */
  @Override
  public void close() {
    core.close();
  }
}
