package io.fastflight.client;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.FastFlightException;
import io.fastflight.wire.WireFrame;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream with blocking calls, over another call where the session finds one.
 *
 * <p><b>Ownership:</b> owns its session, whose lease goes back when the stream ends, fails or is
 * closed.
 *
 * <p><b>Threads:</b> read by one thread at a time; {@link #close} may come from another and wakes a
 * blocked reader.
 */
final class FlightReader implements BatchReader {
  private final StreamSession session;
  private final Consumer<BatchReader> whenClosed;
  private volatile boolean closed;

  // the reading thread's
  private StreamCall call;
  private boolean onBatch;
  private boolean complete;
  private @Nullable FastFlightException broken;

  /** Takes the session and its open call. */
  FlightReader(StreamSession session, StreamCall call, Consumer<BatchReader> whenClosed) {
    this.session = session;
    this.call = call;
    this.whenClosed = whenClosed;
    session.touch();
  }

  @Override
  public Schema schema() {
    return call.stream().current().schema();
  }

  @Override
  public OptionalLong expectedRows() {
    return call.stream().expectedRows();
  }

  @Override
  public boolean next() {
    if (closed) {
      throw new IllegalStateException("This reader of a stream is closed.");
    }
    if (broken != null) {
      throw broken;
    }
    onBatch = false;
    session.awaited();
    try {
      while (!onBatch && !complete) {
        step();
      }
      return onBatch;
    } catch (FastFlightException failure) {
      broken = failure;
      session.end();
      throw failure;
    } finally {
      session.touch();
    }
  }

  private void step() {
    Optional<WireFrame> frame = call.take();
    if (frame.isPresent()) {
      onBatch = call.stream().decode(frame.get());
      call.request();
      return;
    }
    Optional<FastFlightException> failure = call.verdict();
    if (failure.isEmpty()) {
      complete = true;
      session.end();
    } else {
      call = recovered(failure.get());
    }
  }

  /** Returns the call that goes on, or throws why there is none. */
  private StreamCall recovered(FastFlightException failure) {
    long rows = call.stream().rows();
    try {
      return Waiting.on(session.recover(session.read().told(failure, rows), call));
    } catch (FastFlightException last) {
      throw last.afterRows(rows);
    }
  }

  @Override
  public VectorSchemaRoot batch() {
    if (!onBatch) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return call.stream().current().batch();
  }

  @Override
  public DictionaryProvider dictionaries() {
    return call.stream().current();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      session.close();
      whenClosed.accept(this);
    }
  }
}
