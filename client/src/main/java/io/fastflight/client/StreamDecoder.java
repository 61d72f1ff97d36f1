package io.fastflight.client;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.service.Cancellation;
import io.fastflight.wire.BatchDecoder;
import io.fastflight.wire.BatchPosition;
import io.fastflight.wire.CallHeaders;
import io.fastflight.wire.GrpcErrors;
import io.fastflight.wire.StreamTotals;
import io.fastflight.wire.WireFrame;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the frames of one stream and checks that they are all of it: complete, or an error.
 *
 * <p>A server that promises positions and totals (ours) is held to them: sequence numbers from 0
 * without a gap, start rows that continue, totals that agree. Any other server is taken at its
 * word, a gRPC status of OK.
 *
 * <p><b>Threads:</b> used by one thread at a time, but for {@link #close}, which waits for a batch
 * being decoded. {@link #responseHeaders} comes before the first frame.
 */
final class StreamDecoder implements AutoCloseable {
  /**
   * How gRPC and the operating system say that the other end took a connection and let it go, as
   * servers do that were expecting TLS or HTTP/1: by a FIN, or a reset.
   */
  private static final List<String> CUT_OFF =
      List.of("(Network closed for unknown reason", "(Connection reset", "(Broken pipe");

  private final String location;
  private final BufferAllocator allocator;
  private final Optional<StreamDecoder> before;
  private final long startRow;
  private volatile Optional<String> callId = Optional.empty();
  private volatile boolean checked;
  private volatile Optional<String> snapshot = Optional.empty();
  private volatile OptionalLong expectedRows = OptionalLong.empty();
  private volatile @Nullable BatchDecoder decoder;
  private boolean closed;
  private long batches;
  private volatile long rows;

  private StreamDecoder(
      String location, BufferAllocator allocator, Optional<StreamDecoder> before) {
    this.location = location;
    this.allocator = allocator;
    this.before = before;
    this.startRow = before.map(StreamDecoder::rows).orElse(0L);
    this.rows = startRow;
  }

  /** Creates a decoder of a stream that begins with its first row. */
  static StreamDecoder ofWhole(String location, BufferAllocator allocator) {
    return new StreamDecoder(location, allocator, Optional.empty());
  }

  /**
   * Creates a decoder of a stream that goes on behind the rows of another, whose schema and
   * dictionaries it must have. The other is not closed with it.
   *
   * <p>Where the other added no row to one before it, that one is taken in its place: the other may
   * have broken before its dictionaries came.
   */
  static StreamDecoder after(StreamDecoder before, String location, BufferAllocator allocator) {
    boolean added = before.rows > before.startRow;
    StreamDecoder last = added ? before : before.before.orElse(before);
    return new StreamDecoder(location, allocator, Optional.of(last));
  }

  void responseHeaders(Metadata headers) {
    callId = CallHeaders.toldCallId(headers);
    checked = CallHeaders.promisesTotals(headers);
    snapshot = CallHeaders.snapshot(headers);
    expectedRows =
        before.map(StreamDecoder::expectedRows).orElseGet(() -> CallHeaders.expectedRows(headers));
  }

  /** Returns how many rows the whole stream will have, if the server knows. */
  OptionalLong expectedRows() {
    return expectedRows;
  }

  /** Returns the snapshot from which this stream can be resumed, if its service can do that. */
  Optional<String> snapshot() {
    return snapshot;
  }

  /** Returns whether the server promised positions and totals, as ours do. */
  boolean isChecked() {
    return checked;
  }

  /** Returns where the stream comes from. */
  String location() {
    return location;
  }

  /** Returns whether a batch was decoded, in this stream or before it. */
  boolean hasBegun() {
    return batches > 0 || before.isPresent();
  }

  /**
   * Decodes a frame, which is taken.
   *
   * @return true if {@link #decoder} now holds another batch
   */
  synchronized boolean decode(WireFrame frame) {
    if (closed) {
      frame.close();
      throw new IllegalStateException("This reader of a stream is closed.");
    }
    try {
      BatchDecoder current = decoder;
      if (current == null) {
        start(frame);
        return false;
      }
      Optional<BatchPosition> position = BatchDecoder.position(frame);
      if (!current.decode(frame)) {
        return false;
      }
      int rowCount = current.batch().getRowCount();
      if (checked) {
        requireNext(position);
      }
      if (batches == 0 && before.isPresent()) {
        SameStream.requireDictionaries(before.get().current(), current, location);
      }
      batches++;
      rows += rowCount;
      return true;
    } catch (FastFlightException failure) {
      throw failure.afterRows(rows);
    }
  }

  private void start(WireFrame schema) {
    BatchDecoder started = BatchDecoder.start(schema, allocator);
    decoder = started;
    if (before.isPresent()) {
      SameStream.requireChecked(checked, location);
      SameStream.requireSchema(before.get().current().schema(), started.schema(), location);
    }
  }

  /** Returns the decoder. */
  BatchDecoder current() {
    return decoder()
        .orElseThrow(() -> new IllegalStateException("This reader's stream has no schema yet."));
  }

  private void requireNext(Optional<BatchPosition> position) {
    BatchPosition expected = new BatchPosition(batches, rows);
    if (!position.equals(Optional.of(expected))) {
      throw new IncompleteStreamException(
          "The stream from %s is not whole: after %s rows in %s batches came %s. Read it again."
              .formatted(
                  location,
                  rows,
                  batches,
                  position.map(Object::toString).orElse("a batch without a position")));
    }
  }

  /** Returns the decoder, once the schema has arrived. */
  Optional<BatchDecoder> decoder() {
    return Optional.ofNullable(decoder);
  }

  /** Returns how many rows were decoded. */
  long rows() {
    return rows;
  }

  /** Returns why the stream is not a complete result, or empty if it is. */
  Optional<FastFlightException> verdict(
      Status status, Metadata trailers, Cancellation cancellation) {
    Optional<FastFlightException> failure = failure(status, trailers, cancellation);
    if (failure.isPresent()) {
      failure.get().afterRows(rows);
      CallHeaders.toldCallId(trailers).or(() -> callId).ifPresent(failure.get()::inCall);
    }
    return failure;
  }

  private Optional<FastFlightException> failure(
      Status status, Metadata trailers, Cancellation cancellation) {
    if (cancellation.isCancelled()) {
      return Optional.of(cancellation.reason());
    }
    if (!status.isOk()) {
      return Optional.of(withRows(GrpcErrors.fromStatus(status, trailers, location)));
    }
    if (decoder == null) {
      return Optional.of(
          new IncompleteStreamException(
              "The stream from %s ended without a schema.".formatted(location)));
    }
    if (!checked) {
      return Optional.empty();
    }
    StreamTotals arrived = new StreamTotals(rows, batches);
    Optional<StreamTotals> promised = StreamTotals.fromTrailers(trailers);
    return promised.equals(Optional.of(arrived))
        ? Optional.empty()
        : Optional.of(
            new IncompleteStreamException(
                "The stream from %s ended after %s rows in %s batches, and the server sent %s. Read it again."
                    .formatted(
                        location,
                        rows,
                        batches,
                        promised.map(Object::toString).orElse("no totals"))));
  }

  /** Adds to a failure that came with a connection what only this side can know. */
  private FastFlightException withRows(FastFlightException failure) {
    if (failure.code() != ErrorCode.UNAVAILABLE) {
      return failure;
    }
    String message = String.valueOf(failure.getMessage());
    if (decoder != null || before.isPresent()) {
      return new ServerUnavailableException(
          "The stream broke after %s rows. %s".formatted(rows, message), failure.getCause());
    }
    return location.startsWith("grpc://") && CUT_OFF.stream().anyMatch(message::contains)
        ? new ServerUnavailableException(
            message + " If it wants TLS, use grpc+tls:// in its place; or it speaks no gRPC.",
            failure.getCause())
        : failure;
  }

  @Override
  public synchronized void close() {
    closed = true;
    BatchDecoder current = decoder;
    if (current != null) {
      current.close();
    }
  }
}
