package io.fastflight.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.memory.ArrowBuf;

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

  /** Zeros in direct memory, shared by all messages and never freed. */
  private static final ByteBuf PADDING =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(WireFrame.ALIGNMENT))
          .writeZero(WireFrame.ALIGNMENT)
          .asReadOnly();

  private IpcFormat() {}

  /**
   * Returns the bytes of one message.
   *
   * @param frame taken
   * @return owned by the caller; releasing it releases the Arrow buffers
   */
  public static ByteBuf message(WireFrame frame) {
    CompositeByteBuf message = Unpooled.compositeBuffer(2 * frame.body().size() + 1);
    try (frame) {
      message.addComponent(true, prefix(frame.header()));
      for (ArrowBuf buffer : frame.body()) {
        addPadded(message, buffer);
      }
      return message;
    } catch (Throwable failure) {
      message.release();
      throw failure;
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

  private static void addPadded(CompositeByteBuf message, ArrowBuf buffer) {
    long length = buffer.readableBytes();
    if (length == 0) {
      return;
    }
    buffer.getReferenceManager().retain();
    message.addComponent(true, ArrowByteBuf.of(buffer));
    int padding = (int) (WireFrame.padded(length) - length);
    if (padding > 0) {
      message.addComponent(true, PADDING.slice(0, padding));
    }
  }
}
