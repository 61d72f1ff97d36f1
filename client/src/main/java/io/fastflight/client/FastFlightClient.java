package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DataParams;
import io.fastflight.records.Records;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.service.StreamSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

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

  /** Does what {@link #open(DataParams)} does, for a caller without the params record. */
  public BatchReader open(String name, Map<String, ? extends @Nullable Object> params) {
    return open(StreamRequest.of(name, params));
  }

  /** Does what {@link #openAsync(DataParams)} does, for a caller without the params record. */
  public CompletableFuture<BatchReader> openAsync(
      String name, Map<String, ? extends @Nullable Object> params) {
    return openAsync(StreamRequest.of(name, params));
  }

  /** Does what {@link #fetch(DataParams)} does, for a caller without the params record. */
  public Table fetch(String name, Map<String, ? extends @Nullable Object> params) {
    return fetch(StreamRequest.of(name, params));
  }

  /** Does what {@link #fetchAsync(DataParams)} does, for a caller without the params record. */
  public CompletableFuture<Table> fetchAsync(
      String name, Map<String, ? extends @Nullable Object> params) {
    return fetchAsync(StreamRequest.of(name, params));
  }

  /**
   * Reads the rows of {@code params} as records, as they come: see {@link Records#stream}.
   *
   * <p><b>Ownership:</b> closing the stream closes the reader behind it; close it, unless it is
   * read to its end.
   *
   * @throws InvalidParamsException if the record does not fit the columns; it names every mismatch
   * @throws FastFlightException as {@link #open(DataParams)} does
   */
  public <R extends Record> Stream<R> fetchAs(DataParams params, Class<R> type) {
    return fetchAs(StreamRequest.of(params), type);
  }

  /** Does the same for a request by name, with a batch size, or that can be cancelled. */
  public <R extends Record> Stream<R> fetchAs(StreamRequest request, Class<R> type) {
    return Records.stream(open(request), type);
  }

  /**
   * Reads the whole result of {@code params} without waiting; its rows then come out of memory as
   * records. The future fails as {@link #fetchAs} and its stream do, but for values that do not
   * fit; cancelling it cancels the call.
   *
   * <p><b>Ownership:</b> the stream holds the result until it is closed or was read to its end.
   */
  public <R extends Record> CompletableFuture<Stream<R>> fetchAsAsync(
      DataParams params, Class<R> type) {
    return fetchAsAsync(StreamRequest.of(params), type);
  }

  /** Does the same for a request by name, with a batch size, or that can be cancelled. */
  public <R extends Record> CompletableFuture<Stream<R>> fetchAsAsync(
      StreamRequest request, Class<R> type) {
    return Following.of(fetchAsync(request), table -> Records.stream(table.intoReader(), type));
  }
}
