package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import com.google.flatbuffers.FlatBufferBuilder;
import io.fastflight.batch.BatchReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.error.FastFlightException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches and gives the bytes of an Arrow IPC stream or file, message by message; bodies are
 * the Arrow buffers themselves.
 *
 * <p>What says that the bytes are whole, the end marker of a stream, the footer of a file, comes
 * only after the reader's complete end.
 *
 * <p><b>Ownership:</b> borrows the reader; owns the frames that were made and not yet given.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format">IPC file
 *     format</a>
 */
public final class IpcEncoder implements AutoCloseable {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

  private final BatchReader reader;
  private final IpcKind kind;
  private final Deque<WireFrame> ready = new ArrayDeque<>();
  private final List<ArrowBlock> dictionaries = new ArrayList<>();
  private final List<ArrowBlock> batches = new ArrayList<>();
  private @Nullable BatchEncoder encoder;
  private int dictionariesLeft;
  private long bytes;
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
    if (ended) {
      return Optional.empty();
    }
    BatchEncoder current = encoder;
    if (current == null) {
      return Optional.of(counted(head()));
    }
    if (ready.isEmpty()) {
      ready.addAll(current.nextFrames());
    }
    if (ready.isEmpty()) {
      ended = true;
      return Optional.of(tail());
    }
    return Optional.of(message(ready.remove()));
  }

  /** Returns what was encoded so far: all of it, once {@link #next} has returned empty. */
  public StreamTotals totals() {
    BatchEncoder current = encoder;
    return current == null ? new StreamTotals(0, 0) : current.totals();
  }

  private ByteBuf head() {
    BatchEncoder started = new BatchEncoder(reader);
    ByteBuf schema = IpcFormat.message(started.schemaFrame());
    encoder = started;
    dictionariesLeft = MessageSchema.of(reader).dictionaryIds().size();
    return kind == IpcKind.STREAM
        ? schema
        : ArrowByteBuf.growing()
            .addComponents(true, Unpooled.directBuffer(8).writeBytes(MAGIC).writeZero(2), schema);
  }

  /** Takes the frame. */
  private ByteBuf message(WireFrame frame) {
    long bodyBytes = frame.bodyBytes();
    ByteBuf message = IpcFormat.message(frame);
    if (kind == IpcKind.FILE) {
      List<ArrowBlock> blocks = dictionariesLeft > 0 ? dictionaries : batches;
      blocks.add(new ArrowBlock(bytes, (int) (message.readableBytes() - bodyBytes), bodyBytes));
    }
    dictionariesLeft--;
    return counted(message);
  }

  private ByteBuf tail() {
    ByteBuf end = IpcFormat.endOfStream();
    if (kind == IpcKind.STREAM) {
      return end;
    }
    FlatBufferBuilder builder = new FlatBufferBuilder();
    ArrowFooter footer = new ArrowFooter(MessageSchema.of(reader).schema(), dictionaries, batches);
    builder.finish(footer.writeTo(builder));
    byte[] footerBytes = builder.sizedByteArray();
    return Unpooled.buffer(end.readableBytes() + footerBytes.length + Integer.BYTES + MAGIC.length)
        .writeBytes(end)
        .writeBytes(footerBytes)
        .writeIntLE(footerBytes.length)
        .writeBytes(MAGIC);
  }

  private ByteBuf counted(ByteBuf message) {
    bytes += message.readableBytes();
    return message;
  }

  @Override
  public void close() {
    ready.forEach(WireFrame::close);
    ready.clear();
  }
}
