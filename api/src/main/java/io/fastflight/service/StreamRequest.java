package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.Selection;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ParamsCodec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what one request asks of a {@link StreamSource}.
 *
 * <p><b>Threads:</b> immutable, but for the array behind {@link #ticket}, which nobody writes to.
 */
public final class StreamRequest {
  private final byte[] ticket;
  private final int batchRows;
  private final Compression compression;
  private final Selection selection;
  private final Cancellation cancellation;
  private final CallTrail call;

  private StreamRequest(
      byte[] ticket,
      int batchRows,
      Compression compression,
      Selection selection,
      Cancellation cancellation,
      CallTrail call) {
    this.ticket = requireNonNull(ticket, "ticket");
    this.batchRows = batchRows;
    this.compression = requireNonNull(compression, "compression");
    this.selection = requireNonNull(selection, "selection");
    this.cancellation = requireNonNull(cancellation, "cancellation");
    this.call = requireNonNull(call, "call");
  }

  /**
   * Creates a request for a ticket's JSON, with the default batch size, no compression and a
   * cancellation of its own.
   */
  public static StreamRequest of(byte[] ticket) {
    return new StreamRequest(
        ticket,
        ServiceContext.DEFAULT_BATCH_ROWS,
        Compression.NONE,
        Selection.all(),
        new Cancellation(),
        CallTrail.local(CallId.next()));
  }

  /** Creates a request for typed params. */
  public static StreamRequest of(DataParams params) {
    return of(ParamsCodec.encode(params));
  }

  /**
   * Creates a request for a caller that does not have the params record.
   *
   * @see ParamsCodec#encode(String, Map)
   */
  public static StreamRequest of(String name, Map<String, ? extends @Nullable Object> fields) {
    return of(ParamsCodec.encode(name, fields));
  }

  /**
   * Returns the same request with about {@code rows} rows a batch, 1..{@link
   * ServiceContext#MAX_BATCH_ROWS}.
   *
   * @throws InvalidParamsException for any other number; callers send it, on every door
   */
  public StreamRequest withBatchRows(int rows) {
    if (rows < 1 || rows > ServiceContext.MAX_BATCH_ROWS) {
      throw new InvalidParamsException(
          "The rows of a batch must be 1..%s, was %s."
              .formatted(ServiceContext.MAX_BATCH_ROWS, rows));
    }
    return new StreamRequest(ticket, rows, compression, selection, cancellation, call);
  }

  /**
   * Returns the same request, asking a remote source to compress what it sends; a source in this
   * process sends nothing over a wire.
   */
  public StreamRequest withCompression(Compression compression) {
    return new StreamRequest(ticket, batchRows, compression, selection, cancellation, call);
  }

  /** Returns the same request for a part of the result, with or without the service's help. */
  public StreamRequest withSelection(Selection selection) {
    return new StreamRequest(ticket, batchRows, compression, selection, cancellation, call);
  }

  /** Returns the same request, ended by {@code cancellation}. */
  public StreamRequest withCancellation(Cancellation cancellation) {
    return new StreamRequest(ticket, batchRows, compression, selection, cancellation, call);
  }

  /** Returns the same request as a part of {@code call}; a door says so of all it asks for. */
  public StreamRequest withCall(CallTrail call) {
    return new StreamRequest(ticket, batchRows, compression, selection, cancellation, call);
  }

  /** Returns the JSON of the params, as the caller sent it. */
  public byte[] ticket() {
    return ticket;
  }

  /** Returns how many rows a batch should have. */
  public int batchRows() {
    return batchRows;
  }

  /** Returns how a remote source may compress what it sends. */
  public Compression compression() {
    return compression;
  }

  /** Returns which part of the result is wanted. */
  public Selection selection() {
    return selection;
  }

  /** Returns what ends the request early. */
  public Cancellation cancellation() {
    return cancellation;
  }

  /**
   * Returns the same request under an id that its caller chose, by which servers can be asked.
   *
   * @throws InvalidParamsException if it is not 1..64 letters, digits and {@code . _ : -}
   */
  public StreamRequest withCallId(String id) {
    return withCall(CallTrail.local(id));
  }

  /** Returns the call that it is a part of. */
  public CallTrail call() {
    return call;
  }
}
