package io.fastflight.batch;

import io.fastflight.error.IncompleteStreamException;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.apache.arrow.vector.ipc.message.MessageResult;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of an IPC stream, and looks at each before Arrow does.
 *
 * <p>Arrow's reader takes the end of the input for the end of the stream: of 4,960 places to cut
 * one, 24 (each end of a batch and the bytes right after it) look complete to it. Only the marker
 * tells, eight bytes in place of a message; the last bytes of the input do not, since a value can
 * look the same. It also reads the first bytes of an HTML page as a length, allocates that much
 * heap, and decodes big-endian numbers as if they were little-endian.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format">IPC
 *     streaming format</a>
 */
final class IpcMessages extends MessageChannelReader {
  private static final int CONTINUATION = 0xFFFFFFFF;
  private static final int PREFIX_BYTES = 8;
  private static final int MAX_METADATA_BYTES = 64 << 20;
  private static final long MAX_BODY_BYTES = 16L << 30;

  private final Replay input;

  private IpcMessages(Replay input, BufferAllocator allocator) {
    super(new ReadChannel(Channels.newChannel(input)), allocator);
    this.input = input;
  }

  static IpcMessages of(InputStream input, BufferAllocator allocator) {
    return new IpcMessages(new Replay(input), allocator);
  }

  /**
   * Returns the next message, or null at the end-of-stream marker.
   *
   * @throws IncompleteStreamException if the input ends without it, or is something else
   */
  @Override
  public @Nullable MessageResult readNext() throws IOException {
    byte[] prefix = input.readNBytes(PREFIX_BYTES);
    if (prefix.length == 0) {
      throw new IncompleteStreamException(
          "The Arrow IPC stream has no end-of-stream marker, so it was cut. Read it again from its source.");
    }
    ByteBuffer numbers = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
    check(prefix.length == PREFIX_BYTES && numbers.getInt() == CONTINUATION);
    int length = numbers.getInt();
    if (length == 0) {
      return null;
    }
    check(length > 0 && length <= MAX_METADATA_BYTES);
    byte[] metadata = input.readNBytes(length);
    check(metadata.length == length);
    checkMessage(Message.getRootAsMessage(ByteBuffer.wrap(metadata)));
    input.replay(prefix, metadata);
    return super.readNext();
  }

  private static void checkMessage(Message message) {
    check(message.bodyLength() >= 0 && message.bodyLength() <= MAX_BODY_BYTES);
    if (message.headerType() != MessageHeader.Schema) {
      return;
    }
    if (message.header(new Schema()) instanceof Schema schema
        && schema.endianness() == Endianness.Big) {
      throw new IncompleteStreamException(
          "The Arrow IPC stream is big-endian, which is not read. Write it little-endian.");
    }
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw notAStream(null);
    }
  }

  static IncompleteStreamException notAStream(@Nullable Throwable cause) {
    return new IncompleteStreamException(
        "The bytes are no complete Arrow IPC stream. Read it again from its source.", cause);
  }

  /** Gives bytes that were looked at once more, then those of the input. */
  private static final class Replay extends FilterInputStream {
    private byte[] head = {};
    private int position;

    Replay(InputStream input) {
      super(input);
    }

    void replay(byte[] first, byte[] second) {
      ByteArrayOutputStream both = new ByteArrayOutputStream(first.length + second.length);
      both.writeBytes(first);
      both.writeBytes(second);
      head = both.toByteArray();
      position = 0;
    }

    @Override
    public int read() throws IOException {
      return position < head.length ? head[position++] & 0xFF : super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (position == head.length) {
        return super.read(bytes, offset, length);
      }
      int count = Math.min(length, head.length - position);
      System.arraycopy(head, position, bytes, offset, count);
      position += count;
      return count;
    }

    @Override
    public int available() throws IOException {
      return head.length - position + super.available();
    }
  }
}
