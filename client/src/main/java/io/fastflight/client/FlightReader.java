package io.fastflight.client;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.Cancellation;
import io.fastflight.wire.WireFrame;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a DoGet stream with blocking calls.
 *
 * <p>Frames wait in a queue that gRPC fills only as far as was asked for: {@link #PREFETCH}
 * messages ahead, whatever the server sends.
 *
 * <p><b>Threads:</b> read by one thread at a time; {@link #close} may come from another and wakes a
 * blocked reader. gRPC delivers on the connection's event loop.
 */
final class FlightReader extends DoGetListener implements BatchReader {
  /** Messages requested ahead of the reader: one being decoded, one arrived, one on its way. */
  private static final int PREFETCH = 3;

  private final CompletableFuture<BatchReader> opened = new CompletableFuture<>();
  private final StreamDecoder stream;
  private final Cancellation cancellation;
  private final Consumer<FlightReader> whenClosed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<WireFrame> queue = new ArrayDeque<>();

  // under the lock
  private @Nullable Status status;
  private Metadata trailers = new Metadata();
  private boolean closed;

  // the reading thread's
  private boolean onBatch;
  private boolean complete;

  FlightReader(StreamDecoder stream, Cancellation cancellation, Consumer<FlightReader> whenClosed) {
    this.stream = stream;
    this.whenClosed = whenClosed;
    this.cancellation = cancellation;
  }

  /** Completes with this reader when its schema has arrived, or with why it never will. */
  CompletableFuture<BatchReader> opened() {
    return opened;
  }

  @Override
  int initialRequest() {
    return PREFETCH;
  }

  @Override
  public void onHeaders(Metadata headers) {
    stream.responseHeaders(headers);
  }

  @Override
  public void onMessage(WireFrame frame) {
    if (stream.decoder().isEmpty()) {
      receiveSchema(frame);
      return;
    }
    lock.lock();
    try {
      if (closed) {
        frame.close();
        return;
      }
      queue.add(frame);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Decodes the first frame on the event loop, before anyone can read. */
  private void receiveSchema(WireFrame frame) {
    try {
      stream.decode(frame);
      request(1);
      if (!opened.complete(this)) {
        close();
      }
    } catch (FastFlightException unreadable) {
      opened.completeExceptionally(unreadable);
      close();
    }
  }

  @Override
  public void onClose(Status end, Metadata endTrailers) {
    lock.lock();
    try {
      status = end;
      trailers = endTrailers;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (stream.decoder().isEmpty()) {
      stream.verdict(end, endTrailers, cancellation).ifPresent(opened::completeExceptionally);
    }
  }

  @Override
  public Schema schema() {
    return stream.decoder().orElseThrow(this::notOpen).schema();
  }

  @Override
  public boolean next() {
    onBatch = false;
    while (!onBatch && !complete) {
      Optional<WireFrame> frame = take();
      if (frame.isEmpty()) {
        finish();
      } else {
        request(1);
        onBatch = decode(frame.get());
      }
    }
    return onBatch;
  }

  private boolean decode(WireFrame frame) {
    try {
      return stream.decode(frame);
    } catch (FastFlightException broken) {
      cancel("The stream cannot be read on.");
      throw broken;
    }
  }

  /** Returns the next frame, or empty when the stream has ended and all frames were taken. */
  private Optional<WireFrame> take() {
    lock.lock();
    try {
      while (!closed && !cancellation.isCancelled() && queue.isEmpty() && status == null) {
        changed.await();
      }
      if (closed) {
        throw new IllegalStateException("This reader of a stream is closed.");
      }
      return cancellation.isCancelled() ? Optional.empty() : Optional.ofNullable(queue.poll());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      cancel("Interrupted.");
      throw new CallCancelledException("Interrupted while waiting for a batch.", interrupted)
          .afterRows(stream.rows());
    } finally {
      lock.unlock();
    }
  }

  private void finish() {
    Status end;
    Metadata last;
    lock.lock();
    try {
      end = status == null ? Status.CANCELLED : status;
      last = trailers;
    } finally {
      lock.unlock();
    }
    Optional<FastFlightException> failure = stream.verdict(end, last, cancellation);
    if (failure.isPresent()) {
      throw failure.get();
    }
    complete = true;
  }

  /** Wakes a blocked reader after its cancellation was raised. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public VectorSchemaRoot batch() {
    if (!onBatch) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return stream.decoder().orElseThrow(this::notOpen).batch();
  }

  @Override
  public DictionaryProvider dictionaries() {
    return stream.decoder().orElseThrow(this::notOpen);
  }

  private IllegalStateException notOpen() {
    return new IllegalStateException("This reader's stream has no schema yet.");
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      onBatch = false;
      queue.forEach(WireFrame::close);
      queue.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    cancel("The reader was closed.");
    stream.close();
    whenClosed.accept(this);
  }
}
