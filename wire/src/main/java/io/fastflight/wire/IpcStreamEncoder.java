package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import com.google.flatbuffers.FlatBufferBuilder;
import io.fastflight.batch.BatchReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.service.Compression;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;

/**
 * Writes batches as an Arrow IPC stream or file; bodies are the Arrow buffers themselves.
 *
 * <p>What says that the bytes are whole, the end marker of a stream, the footer of a file, is the
 * tail.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format">IPC file
 *     format</a>
 */
public final class IpcStreamEncoder implements StreamEncoder<ByteMessage> {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

  private final BatchEncoder frames;
  private final MessageSchema schema;
  private final IpcKind kind;
  private final List<ArrowBlock> dictionaries = new ArrayList<>();
  private final List<ArrowBlock> batches = new ArrayList<>();
  private int dictionariesLeft;
  private long bytes;

  IpcStreamEncoder(BatchReader reader, IpcKind kind, BatchEncoder frames) {
    this.kind = requireNonNull(kind, "kind");
    this.frames = frames;
    this.schema = MessageSchema.of(reader);
    this.dictionariesLeft = schema.dictionaryIds().size();
  }

  /**
   * Creates an encoder of the batches of {@code reader}, shaped as the pump's resources say.
   *
   * @param request how the peer would have it
   */
  public static IpcStreamEncoder of(BatchReader reader, Request request, PumpResources resources) {
    BatchEncoder frames =
        new BatchEncoder(reader, request.compression, resources.shaping(request.maxRows));
    return new IpcStreamEncoder(reader, request.kind, frames);
  }

  /**
   * Says how a peer would have its Arrow IPC.
   *
   * @param kind a stream or a file
   * @param compression of bodies that shrink by it
   * @param maxRows how many rows a batch may have
   */
  public record Request(IpcKind kind, Compression compression, OptionalInt maxRows) {}

  @Override
  public ByteMessage head() {
    ByteBuf message = IpcFormat.message(frames.head());
    return counted(
        kind == IpcKind.STREAM
            ? message
            : Unpooled.wrappedBuffer(
                Unpooled.directBuffer(8).writeBytes(MAGIC).writeZero(2), message));
  }

  @Override
  public List<ByteMessage> next() {
    return frames.next().stream().map(this::message).toList();
  }

  /** Takes the frame. */
  private ByteMessage message(WireFrame frame) {
    long bodyBytes = frame.bodyBytes();
    ByteBuf message = IpcFormat.message(frame);
    if (kind == IpcKind.FILE) {
      List<ArrowBlock> blocks = dictionariesLeft > 0 ? dictionaries : batches;
      blocks.add(new ArrowBlock(bytes, (int) (message.readableBytes() - bodyBytes), bodyBytes));
    }
    dictionariesLeft--;
    return counted(message);
  }

  private ByteMessage counted(ByteBuf message) {
    bytes += message.readableBytes();
    return new ByteMessage(message);
  }

  @Override
  public List<ByteMessage> tail() {
    ByteBuf end = IpcFormat.endOfStream();
    if (kind == IpcKind.STREAM) {
      return List.of(new ByteMessage(end));
    }
    FlatBufferBuilder builder = new FlatBufferBuilder();
    builder.finish(new ArrowFooter(schema.schema(), dictionaries, batches).writeTo(builder));
    byte[] footer = builder.sizedByteArray();
    ByteBuf tail =
        Unpooled.buffer(end.readableBytes() + footer.length + Integer.BYTES + MAGIC.length)
            .writeBytes(end)
            .writeBytes(footer)
            .writeIntLE(footer.length)
            .writeBytes(MAGIC);
    return List.of(new ByteMessage(tail));
  }

  @Override
  public StreamTotals totals() {
    return frames.totals();
  }
}
