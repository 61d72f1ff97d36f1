package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
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
 * <p><b>Ownership:</b> owns its connection and the memory of what it reads. Close readers and
 * tables before the client.
 *
 * <p><b>Threads:</b> any; one client serves a whole program.
 */
public final class FastFlightClient implements StreamSource, AutoCloseable {
  private final FlightConnection connection;

  private FastFlightClient(FlightConnection connection) {
    this.connection = connection;
  }

  /**
   * Creates a client with the default settings. Connects at the first call, not here.
   *
   * @param location {@code grpc://host:port} or {@code grpc+unix:///path}
   * @throws IllegalArgumentException if the location is something else
   */
  public static FastFlightClient connect(String location) {
    return connect(ClientConfig.builder(location).build());
  }

  /** Creates a client. Connects at the first call, not here. */
  public static FastFlightClient connect(ClientConfig config) {
    requireNonNull(config, "config");
    return new FastFlightClient(new FlightConnection(config, new RootAllocator()));
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
    return connection.open(requireNonNull(request, "request"));
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
    return connection.fetch(requireNonNull(request, "request"));
  }

  /**
   * Describes the services of the server, in its order.
   *
   * @throws FastFlightException if it cannot be reached, or is not a FastFlight server
   */
  @Override
  public List<ServiceDescription> services() {
    return connection.action("fastflight.services", "");
  }

  /**
   * Describes one service, by its name or an alias.
   *
   * @throws FastFlightException if there is none of that name
   */
  public ServiceDescription describe(String name) {
    return connection.action("fastflight.describe", requireNonNull(name, "name")).get(0);
  }

  /**
   * Closes the readers that are still open and the connection; waits at most the configured grace.
   */
  @Override
  public void close() {
    connection.close();
  }
}
