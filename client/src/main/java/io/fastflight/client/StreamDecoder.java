package io.fastflight.client;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.service.Cancellation;
import io.fastflight.wire.BatchDecoder;
import io.fastflight.wire.BatchPosition;
import io.fastflight.wire.CallHeaders;
import io.fastflight.wire.GrpcErrors;
import io.fastflight.wire.StreamTotals;
import io.fastflight.wire.WireFrame;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
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
  private final String location;
  private final BufferAllocator allocator;
  private volatile boolean checked;
  private volatile @Nullable BatchDecoder decoder;
  private boolean closed;
  private long batches;
  private long rows;

  StreamDecoder(String location, BufferAllocator allocator) {
    this.location = location;
    this.allocator = allocator;
  }

  void responseHeaders(Metadata headers) {
    checked = CallHeaders.promisesTotals(headers);
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
        decoder = BatchDecoder.start(frame, allocator);
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
      batches++;
      rows += rowCount;
      return true;
    } catch (FastFlightException failure) {
      throw failure.afterRows(rows);
    }
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
    return failure(status, trailers, cancellation).map(failure -> failure.afterRows(rows));
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

  /**
   * Adds how far the stream had come to a failure that came with a connection, which cannot know.
   */
  private FastFlightException withRows(FastFlightException failure) {
    boolean cut = failure.code() == io.fastflight.error.ErrorCode.UNAVAILABLE && decoder != null;
    if (failure instanceof CallCancelledException || !cut) {
      return failure;
    }
    return FastFlightException.of(
        failure.code(),
        "The stream broke after %s rows. %s".formatted(rows, failure.getMessage()),
        failure.getCause());
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
