package io.fastflight.wire;

import com.google.flatbuffers.FlatBufferBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/**
 * Writes frames as the Arrow IPC stream format, for doors that are not Flight: the bodies are the
 * Arrow buffers themselves.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format">IPC
 *     streaming format</a>
 */
public final class IpcFormat {
  /** The media type of an Arrow IPC stream, as registered with IANA. */
  public static final String MEDIA_TYPE = "application/vnd.apache.arrow.stream";

  private static final int CONTINUATION = 0xFFFFFFFF;
  private static final int PREFIX_BYTES = 8;

  private IpcFormat() {}

  /**
   * Returns the bytes of one message.
   *
   * @param frame taken
   * @return owned by the caller; releasing it releases the Arrow buffers
   */
  public static ByteBuf message(WireFrame frame) {
    try (frame) {
      return ArrowByteBuf.joined(prefix(frame.header()), frame.body());
    }
  }

  /** Returns the end-of-stream marker, which is written only when the stream is complete. */
  public static ByteBuf endOfStream() {
    return Unpooled.wrappedBuffer(
        ByteBuffer.allocate(PREFIX_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(CONTINUATION)
            .putInt(0)
            .rewind());
  }

  /**
   * Returns what ends a stream that broke: a batch that is announced with a longer body than comes.
   * A stream that only stops between two messages looks whole to readers that do not see how the
   * connection ended; and one that stops within a message's metadata, to Arrow's for JavaScript.
   *
   * @param reason all there is of the body, for whoever looks at the bytes
   */
  public static ByteBuf broken(String reason) {
    byte[] there = reason.getBytes(StandardCharsets.UTF_8);
    FlatBufferBuilder builder = new FlatBufferBuilder();
    RecordBatch.startNodesVector(builder, 0);
    int nodes = builder.endVector();
    RecordBatch.startBuffersVector(builder, 0);
    int buffers = builder.endVector();
    int batch = RecordBatch.createRecordBatch(builder, 0, nodes, buffers, 0, 0);
    ByteBuffer header =
        MessageSerializer.serializeMessage(
            builder,
            MessageHeader.RecordBatch,
            batch,
            WireFrame.padded(there.length + 1),
            IpcOption.DEFAULT);
    return prefix(header).writeBytes(there);
  }

  /**
   * Returns the length and the flatbuffer in direct memory: with one heap part in it, Netty copies
   * the whole message, bodies and all, into a direct buffer before it writes.
   */
  private static ByteBuf prefix(ByteBuffer header) {
    int length = (int) WireFrame.padded(header.remaining());
    int padding = length - header.remaining();
    return ByteBufAllocator.DEFAULT
        .directBuffer(PREFIX_BYTES + length)
        .writeIntLE(CONTINUATION)
        .writeIntLE(length)
        .writeBytes(header)
        .writeZero(padding);
  }
}
