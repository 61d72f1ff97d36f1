package io.fastflight.client.ipc;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.PullSource;
import io.fastflight.wire.IpcEncoder;
import io.fastflight.wire.IpcKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the bytes of Arrow IPC piece by piece, for publishers.
 *
 * <p><b>Ownership:</b> owns the reader it opens. Each piece is a copy on the heap, read-only and
 * the receiver's for good.
 */
public final class IpcBytes implements PullSource<ByteBuffer> {
  /** A piece has at most this many bytes. */
  public static final int MAX_PIECE_BYTES = 1 << 20;

  private final Supplier<? extends BatchReader> opener;
  private final IpcKind kind;
  private final Runnable waking;
  private @Nullable BatchReader reader;
  private @Nullable IpcEncoder encoder;
  private ByteBuf message = Unpooled.EMPTY_BUFFER;

  /**
   * Creates a source over the reader that {@code opener} will open.
   *
   * @param waking makes a blocked opener or reader fail; called from any thread, at most once
   */
  public IpcBytes(Supplier<? extends BatchReader> opener, IpcKind kind, Runnable waking) {
    this.opener = requireNonNull(opener, "opener");
    this.kind = requireNonNull(kind, "kind");
    this.waking = requireNonNull(waking, "waking");
  }

  @Override
  public void open() {
    BatchReader opened = opener.get();
    reader = opened;
    encoder = new IpcEncoder(opened, kind);
  }

  @Override
  public Optional<ByteBuffer> next() {
    IpcEncoder current = encoder;
    if (current == null) {
      throw new IllegalStateException("This source of bytes is not open.");
    }
    if (!message.isReadable()) {
      message.release();
      message = Unpooled.EMPTY_BUFFER;
      Optional<ByteBuf> next = current.next();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      message = next.get();
    }
    ByteBuffer piece = ByteBuffer.allocate(Math.min(message.readableBytes(), MAX_PIECE_BYTES));
    message.readBytes(piece);
    return Optional.of(piece.flip().asReadOnlyBuffer());
  }

  @Override
  public void cancel() {
    waking.run();
  }

  @Override
  public void close() {
    message.release();
    message = Unpooled.EMPTY_BUFFER;
    BatchReader opened = reader;
    IpcEncoder current = encoder;
    if (opened != null && current != null) {
      try (opened;
          current) {
        reader = null;
      }
    }
  }
}
