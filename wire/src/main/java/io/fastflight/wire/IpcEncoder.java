package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.FastFlightException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches and gives the bytes of an Arrow IPC stream or file, message by message, to those
 * who ask for them: {@link IpcStreamEncoder} without a pump.
 *
 * <p><b>Ownership:</b> borrows the reader; owns the messages that were made and not yet given.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public final class IpcEncoder implements AutoCloseable {
  private final BatchReader reader;
  private final IpcKind kind;
  private final Deque<ByteMessage> ready = new ArrayDeque<>();
  private @Nullable IpcStreamEncoder encoder;
  private boolean ended;

  /** Creates an encoder of the batches that {@code reader} still has. */
  public IpcEncoder(BatchReader reader, IpcKind kind) {
    this.reader = requireNonNull(reader, "reader");
    this.kind = requireNonNull(kind, "kind");
  }

  /**
   * Returns the next bytes, owned by the caller, or empty after the last. May block.
   *
   * @throws FastFlightException if the reader fails: what was given before is no whole result
   */
  public Optional<ByteBuf> next() {
    IpcStreamEncoder current = encoder;
    if (current == null) {
      current = new IpcStreamEncoder(reader, kind, new BatchEncoder(reader));
      ready.add(current.head());
      encoder = current;
    } else if (ready.isEmpty() && !ended) {
      ready.addAll(current.next());
      if (ready.isEmpty()) {
        ended = true;
        ready.addAll(current.tail());
      }
    }
    return Optional.ofNullable(ready.poll()).map(ByteMessage::content);
  }

  /** Returns what was encoded so far: all of it, once {@link #next} has returned empty. */
  public StreamTotals totals() {
    IpcStreamEncoder current = encoder;
    return current == null ? new StreamTotals(0, 0) : current.totals();
  }

  @Override
  public void close() {
    ready.forEach(ByteMessage::close);
    ready.clear();
  }
}
