package io.fastflight.source.arrow;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.flatbuf.Message;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the messages of an Arrow IPC file, reading their headers only.
 *
 * <p>A file of the file format is a stream between a magic word and a footer, and is read as such.
 * What a header says is checked against the size of the file before it is believed.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format">IPC file
 *     format</a>
 */
final class MessageCursor {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int FILE_START = 8;
  private static final int FILE_TAIL = MAGIC.length + Integer.BYTES;
  private static final int CONTINUATION = 0xFFFFFFFF;
  private static final int MAX_HEADER_BYTES = 64 << 20;

  private final FileChannel file;
  private final long end;
  private final boolean hasFooter;
  private long at;

  private MessageCursor(FileChannel file, long start, long end, boolean hasFooter) {
    this.file = file;
    this.at = start;
    this.end = end;
    this.hasFooter = hasFooter;
  }

  /**
   * One message.
   *
   * @param body where its body begins in the file
   */
  record Header(Message message, long body, long bodyLength) {
    long bodyEnd() {
      return body + bodyLength;
    }
  }

  /** Begins at the first message. */
  static MessageCursor of(FileChannel file) throws IOException {
    long size = file.size();
    boolean hasFooter = size >= FILE_START + FILE_TAIL && isMagic(bytes(file, 0, MAGIC.length));
    if (!hasFooter) {
      return new MessageCursor(file, 0, size, false);
    }
    ByteBuffer tail = bytes(file, size - FILE_TAIL, FILE_TAIL);
    int footer = tail.getInt();
    long end = size - FILE_TAIL - footer;
    if (footer <= 0 || end < FILE_START || !isMagic(tail.slice())) {
      throw new EOFException("it has no footer: it was cut short, or is still being written");
    }
    return new MessageCursor(file, FILE_START, end, true);
  }

  /** Returns the next message, or null at the end the file declares. */
  @Nullable Header next() throws IOException {
    if (hasFooter && at >= end - Integer.BYTES) {
      return null; // an old writer leaves the end marker out; the footer says the same
    }
    int length = bytes(file, at, Integer.BYTES).getInt();
    at += Integer.BYTES;
    if (length == CONTINUATION) {
      length = bytes(file, at, Integer.BYTES).getInt();
      at += Integer.BYTES;
    }
    if (length == 0) {
      return null;
    }
    if (length < 0 || length > MAX_HEADER_BYTES) {
      throw new IOException("it is no Arrow IPC file: a header of " + length + " bytes");
    }
    Message message = Message.getRootAsMessage(bytes(file, at, length));
    Header header = new Header(message, at + length, message.bodyLength());
    if (header.bodyLength < 0 || header.bodyLength > end - header.body) {
      throw new EOFException("it ends within a message: it was cut short, or is being written");
    }
    at = header.bodyEnd();
    return header;
  }

  private static boolean isMagic(ByteBuffer found) {
    return found.equals(ByteBuffer.wrap(MAGIC));
  }

  private static ByteBuffer bytes(FileChannel file, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException(
            "it ends without an end marker: it was cut short, or is being written");
      }
    }
    return bytes.flip();
  }
}
