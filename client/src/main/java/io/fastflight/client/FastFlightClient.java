package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.OwnBatches;
import io.fastflight.batch.Table;
import io.fastflight.client.ipc.IpcBytes;
import io.fastflight.client.ipc.IpcOutput;
import io.fastflight.client.pool.PoolStatistics;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DataParams;
import io.fastflight.records.Records;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.service.StreamSource;
import io.fastflight.wire.IpcKind;
import io.fastflight.wire.StreamTotals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
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
   * one of the two. The calls for the catalogue have those that are not about rows.
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

  /** Returns this client: the server knows it by its own credentials, whoever it reads for. */
  @Override
  public FastFlightClient as(Identity caller) {
    return this;
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
    return core.action("fastflight.services", "", options);
  }

  @Override
  public ServiceDescription describe(String name) {
    return core.action("fastflight.describe", requireNonNull(name, "name"), options).get(0);
  }

  @Override
  public Schema schema(StreamRequest request) {
    return core.schema(requireNonNull(request, "request"), options);
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

  /**
   * Publishes the batches of {@code params}, each read when it is wanted. Every subscriber has a
   * call of its own, made at its subscription; its cancel ends that call.
   *
   * <p><b>Ownership:</b> each root is the subscriber's to close, before the client.
   * Dictionary-encoded columns are decoded; the other buffers are not copied.
   *
   * <p><b>Threads:</b> signals come one at a time, from a thread of the subscription's own that
   * waits for the stream and is gone when nothing is wanted.
   *
   * <p>{@code onComplete} means that all rows came; {@code onError} has what {@link
   * BatchReader#next} throws.
   */
  public Flow.Publisher<VectorSchemaRoot> stream(DataParams params) {
    return stream(StreamRequest.of(params));
  }

  /** Does the same for a request by name, with a batch size, or that can be cancelled. */
  public Flow.Publisher<VectorSchemaRoot> stream(StreamRequest request) {
    return Subscriptions.publisher(
        request, (own, waking) -> new OwnBatches(() -> open(own), waking));
  }

  /**
   * Publishes the result of {@code request} as the bytes of Arrow IPC, as {@link #stream} does: for
   * the body of an HTTP request, say.
   *
   * <p><b>Shape:</b> pieces of at most {@link IpcBytes#MAX_PIECE_BYTES}. The end marker or footer
   * comes only if all rows came.
   *
   * <p><b>Ownership:</b> each piece is a read-only copy on the heap, the subscriber's for good.
   */
  public Flow.Publisher<ByteBuffer> ipc(StreamRequest request, IpcKind kind) {
    return Subscriptions.publisher(
        request, (own, waking) -> new IpcBytes(() -> open(own), kind, waking));
  }

  /**
   * Writes the result of {@code request} to a channel as Arrow IPC.
   *
   * <p><b>Ownership:</b> borrows the channel. After a failure it has bytes that lack their end.
   *
   * @return the rows and batches that were written
   * @throws FastFlightException if the complete result did not arrive
   * @throws IOException if the channel fails
   */
  public StreamTotals writeIpc(StreamRequest request, IpcKind kind, WritableByteChannel channel)
      throws IOException {
    try (BatchReader reader = open(request)) {
      return IpcOutput.write(reader, kind, channel);
    }
  }

  /**
   * Writes the result of {@code request} to a file as Arrow IPC. The file is there only when it is
   * whole; until then, and after a failure, a file of that name is what it was.
   *
   * @return the rows and batches that were written
   * @throws FastFlightException if the complete result did not arrive
   * @throws IOException if the file cannot be written
   */
  public StreamTotals writeIpc(StreamRequest request, IpcKind kind, Path file) throws IOException {
    try (BatchReader reader = open(request)) {
      return IpcOutput.write(reader, kind, file);
    }
  }

  /**
   * Does the same without waiting; the future fails as {@link #writeIpc(StreamRequest, IpcKind,
   * Path)} does, and cancelling it cancels the call and leaves no file.
   */
  public CompletableFuture<StreamTotals> writeIpcAsync(
      StreamRequest request, IpcKind kind, Path file) {
    return Subscriptions.run(request, own -> writeIpc(own, kind, file));
  }
}
