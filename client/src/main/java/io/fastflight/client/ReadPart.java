package io.fastflight.client;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.wire.BatchDecoder;
import io.fastflight.wire.WireFrame;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One of several streams that are read together, without blocking.
 *
 * <p><b>Ownership:</b> owns its session. <b>Threads:</b> used by the reading thread; {@link #close}
 * from any.
 */
final class ReadPart implements AutoCloseable {
  private final StreamSession session;
  private final Runnable wake;
  private CompletableFuture<StreamCall> opening = new CompletableFuture<>();
  private @Nullable StreamCall call;
  private long batches;

  /** What a step led to. */
  enum Step {
    BATCH,
    NOTHING,
    END
  }

  /**
   * Creates a part.
   *
   * @param wake run when a step may lead to something
   */
  ReadPart(StreamSession session, Runnable wake) {
    this.session = session;
    this.wake = wake;
  }

  CompletableFuture<StreamCall> open() {
    expect(session.open());
    return opening;
  }

  /** Opens it if a lease is free, and says whether it was. */
  boolean openIfFree() {
    Optional<CompletableFuture<StreamCall>> opened = session.openIfFree();
    opened.ifPresent(this::expect);
    return opened.isPresent();
  }

  private void expect(CompletableFuture<StreamCall> next) {
    opening = next;
    call = null;
    var unused =
        next.whenComplete(
            (opened, failure) -> {
              if (opened != null) {
                opened.whenChanged(wake);
              }
              wake.run();
            });
  }

  /** Goes on as far as is possible now. */
  Step step() {
    StreamCall reading = opened();
    if (reading == null) {
      return Step.NOTHING;
    }
    Optional<WireFrame> frame = reading.poll();
    while (frame.isPresent()) {
      boolean batch = reading.stream().decode(frame.get());
      reading.request();
      if (batch) {
        batches++;
        return Step.BATCH;
      }
      frame = reading.poll();
    }
    return reading.isDone() ? ended(reading) : Step.NOTHING;
  }

  private Step ended(StreamCall reading) {
    Optional<FastFlightException> failure = reading.verdict();
    if (failure.isEmpty()) {
      session.end();
      return Step.END;
    }
    long rows = reading.stream().rows();
    expect(session.recover(session.read().told(failure.get(), rows), reading));
    return Step.NOTHING;
  }

  private @Nullable StreamCall opened() {
    if (call == null && opening.isDone()) {
      call = result();
    }
    return call;
  }

  private StreamCall result() {
    try {
      return opening.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof FastFlightException known) {
        throw known;
      }
      if (failed.getCause() instanceof IllegalStateException closed) {
        throw closed;
      }
      throw new InternalFaultException("The client failed.", failed.getCause());
    } catch (java.util.concurrent.CancellationException cancelled) {
      throw new CallCancelledException("The caller cancelled the call.", cancelled);
    }
  }

  boolean isOnFirstBatch() {
    return batches == 1;
  }

  String location() {
    return reading().stream().location();
  }

  BatchDecoder decoder() {
    return reading().stream().current();
  }

  private StreamCall reading() {
    StreamCall reading = opened();
    if (reading == null) {
      throw new IllegalStateException("This reader's stream has no schema yet.");
    }
    return reading;
  }

  long heldBytes() {
    StreamCall reading = call;
    return reading == null ? 0 : reading.heldBytes();
  }

  void awaited() {
    session.awaited();
  }

  void touch() {
    session.touch();
  }

  void end() {
    session.end();
  }

  @Override
  public void close() {
    session.close();
  }
}
