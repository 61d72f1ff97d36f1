package io.fastflight.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.Drainable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Gives gRPC the bytes of one {@code FlightData} message: the Arrow buffers themselves where {@link
 * GrpcInternals} can, else copies of them.
 *
 * <p>gRPC drains it on the thread that sends, and closes it right after, which releases the frame.
 * It does not say its length ({@code KnownLength}): gRPC would take memory for a copy of it first.
 *
 * <p><b>Ownership:</b> takes the frame.
 *
 * @see <a href="https://github.com/apache/arrow/blob/main/format/Flight.proto">FlightData in
 *     Flight.proto</a>
 */
final class FlightFrameStream extends InputStream implements Drainable {
  static final int DATA_HEADER = 2;
  static final int APP_METADATA = 3;
  static final int DATA_BODY = 1000;

  /**
   * Bytes that go through the heap at a time: large enough to be cheap, small enough to stay in the
   * L2 cache.
   */
  private static final int CHUNK_BYTES = 64 * 1024;

  private final WireFrame frame;
  private final byte[] preamble;
  private final int size;
  private boolean drained;

  FlightFrameStream(WireFrame frame) {
    this.frame = frame;
    this.preamble = preamble(frame);
    this.size = frame.checkedSize(preamble.length);
  }

  /**
   * Encodes everything before the body: header, our metadata, and the tag and length of the body.
   */
  private static byte[] preamble(WireFrame frame) {
    ByteBuffer header =
        frame.header().slice(); // protobuf counts in capacity, not in remaining bytes
    byte[] metadata = frame.appMetadata();
    int bytes =
        CodedOutputStream.computeByteBufferSize(DATA_HEADER, header)
            + (metadata.length == 0
                ? 0
                : CodedOutputStream.computeByteArraySize(APP_METADATA, metadata))
            + CodedOutputStream.computeTagSize(DATA_BODY)
            + CodedOutputStream.computeUInt64SizeNoTag(frame.bodyBytes());
    byte[] encoded = new byte[bytes];
    CodedOutputStream out = CodedOutputStream.newInstance(encoded);
    try {
      out.writeTag(DATA_HEADER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(header.remaining());
      out.writeRawBytes(header);
      if (metadata.length > 0) {
        out.writeByteArray(APP_METADATA, metadata);
      }
      out.writeTag(DATA_BODY, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt64NoTag(frame.bodyBytes());
      out.checkNoSpaceLeft();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // the array has exactly the computed size
    }
    return encoded;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    if (drained) {
      return 0;
    }
    drained = true;
    if (!GrpcInternals.append(target, this::message)) {
      copyTo(target);
    }
    return size;
  }

  private ByteBuf message() {
    ByteBuf prefix = ByteBufAllocator.DEFAULT.directBuffer(preamble.length).writeBytes(preamble);
    return ArrowByteBuf.joined(prefix, frame.body());
  }

  private void copyTo(OutputStream target) throws IOException {
    target.write(preamble);
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, frame.bodyBytes())];
    for (ArrowBuf buffer : frame.body()) {
      long length = buffer.readableBytes();
      for (long at = 0; at < length; ) {
        int count = (int) Math.min(chunk.length, length - at);
        buffer.getBytes(buffer.readerIndex() + at, chunk, 0, count);
        target.write(chunk, 0, count);
        at += count;
      }
    }
  }

  @Override
  public int available() {
    return drained ? 0 : size;
  }

  /**
   * Not for use: gRPC drains. A reading interceptor would copy every body, so it is told at once.
   */
  @Override
  public int read() {
    throw new UnsupportedOperationException(
        "A Flight message is drained, not read. Remove the interceptor that reads messages.");
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    return read();
  }

  @Override
  public void close() {
    frame.close();
  }
}
