package io.fastflight.wire;

import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * Reads one {@code FlightData} message. A large body is used where it lies in the transport's
 * buffers (see {@link ArrivedBody}), any other is copied once, from there into an {@link ArrowBuf}.
 *
 * <p>Nothing is allocated for a body before as many bytes are known to be there: a short message
 * that claims a long body is refused, where Arrow's own parser allocates first and leaks.
 */
final class FlightFrameReader {
  private static final byte[] NOTHING = new byte[0];
  private static final int CHUNK_BYTES = 64 * 1024;

  private InputStream in;
  private InputStream detached = InputStream.nullInputStream();
  private final boolean shares;
  private final BufferAllocator allocator;
  private final byte[] single = new byte[1];
  private byte[] header = NOTHING;
  private byte[] appMetadata = NOTHING;
  private List<ArrowBuf> body = List.of();

  private FlightFrameReader(InputStream in, BufferAllocator allocator, boolean shares) {
    this.shares = shares;
    this.in = in;
    this.allocator = allocator;
  }

  /**
   * Reads a message to its end.
   *
   * @return owned by the caller
   * @throws StatusRuntimeException if it is not a FlightData message; nothing stays allocated
   */
  static WireFrame read(InputStream in, BufferAllocator allocator) {
    return read(new FlightFrameReader(in, allocator, true));
  }

  /** Does the same, and copies every body to aligned memory of its own. */
  static WireFrame readAligned(InputStream in, BufferAllocator allocator) {
    return read(new FlightFrameReader(in, allocator, false));
  }

  private static WireFrame read(FlightFrameReader reader) {
    try {
      reader.in = ofKnownLength(reader.in);
      reader.readFields();
      return new WireFrame(ByteBuffer.wrap(reader.header), reader.appMetadata, reader.body);
    } catch (Throwable broken) {
      reader.releaseBody();
      throw failure(broken);
    } finally {
      reader.closeDetached();
    }
  }

  private void closeDetached() {
    try {
      detached.close();
    } catch (IOException impossible) {
      throw new IllegalStateException("Memory of gRPC could not be given back.", impossible);
    }
  }

  /**
   * Returns a stream whose {@code available} counts all bytes to its end.
   *
   * <p>gRPC's streams over received buffers do, and say so by their type; its stream over a message
   * that gRPC itself decompresses says 1 until it has ended.
   */
  private static InputStream ofKnownLength(InputStream in) throws IOException {
    return in instanceof KnownLength ? in : new ByteArrayInputStream(in.readAllBytes());
  }

  private static RuntimeException failure(Throwable broken) {
    Status status =
        broken instanceof OutOfMemoryException || broken instanceof OutOfMemoryError
            ? Status.RESOURCE_EXHAUSTED.withDescription(
                "There is no memory for a message that arrived: " + broken.getMessage())
            : Status.INTERNAL.withDescription(
                "The peer sent a message that is no FlightData: " + broken.getMessage());
    return status.withCause(broken).asRuntimeException();
  }

  private void readFields() throws IOException {
    while (in.available() > 0) {
      long tag = readVarint();
      int field = (int) (tag >>> 3);
      int wireType = (int) (tag & 7);
      if (wireType != 2) {
        skipField(wireType);
        continue;
      }
      int length = readLength();
      switch (field) {
        case FlightFrameStream.DATA_HEADER -> header = readBytes(length);
        case FlightFrameStream.APP_METADATA -> appMetadata = readBytes(length);
        case FlightFrameStream.DATA_BODY -> readBody(length);
        default -> in.skipNBytes(length);
      }
    }
  }

  private int readLength() throws IOException {
    long length = readVarint();
    if (length < 0 || length > in.available()) {
      throw new EOFException(
          "a field claims " + length + " bytes and " + in.available() + " are there");
    }
    return (int) length;
  }

  private byte[] readBytes(int length) throws IOException {
    return in.readNBytes(length);
  }

  private void releaseBody() {
    body.forEach(buffer -> buffer.getReferenceManager().release());
    body = List.of();
  }

  private void readBody(int length) throws IOException {
    releaseBody(); // an earlier body field: the last one wins, as protobuf says
    if (shares && length >= ArrivedBody.MIN_PART_BYTES && isShareable(in)) {
      in = ((Detachable) in).detach();
      detached = in; // ours to close from here on, not gRPC's
      in.mark(length);
      body = ArrivedBody.share(in, length, allocator);
      if (!body.isEmpty()) {
        detached = InputStream.nullInputStream();
        in = new ByteArrayInputStream(in.readAllBytes()); // the body holds the other one
        return;
      }
      in.reset();
    }
    ArrowBuf copied = allocator.buffer(length);
    body = List.of(copied);
    if (in instanceof HasByteBuffer source && source.byteBufferSupported()) {
      copy(source, length);
    } else {
      copy(0, length);
    }
    copied.writerIndex(length);
  }

  private static boolean isShareable(InputStream in) {
    return in instanceof Detachable
        && in.markSupported()
        && in instanceof HasByteBuffer source
        && source.byteBufferSupported();
  }

  private void copy(HasByteBuffer source, int length) throws IOException {
    for (int at = 0; at < length; ) {
      ByteBuffer available = source.getByteBuffer();
      if (available == null || !available.hasRemaining()) {
        // an empty HTTP/2 frame amid the message: reading steps over it, asking for buffers does
        // not
        copy(at, length);
        return;
      }
      int count = Math.min(available.remaining(), length - at);
      body.get(0).setBytes(at, available.duplicate().limit(available.position() + count));
      in.skipNBytes(count);
      at += count;
    }
  }

  private void copy(int from, int length) throws IOException {
    byte[] chunk = new byte[Math.min(CHUNK_BYTES, length - from)];
    for (int at = from; at < length; ) {
      int count = in.readNBytes(chunk, 0, Math.min(chunk.length, length - at));
      if (count == 0) {
        throw new EOFException("the body ends after " + at + " of " + length + " bytes");
      }
      body.get(0).setBytes(at, chunk, 0, count);
      at += count;
    }
  }

  private void skipField(int wireType) throws IOException {
    switch (wireType) {
      case 0 -> readVarint();
      case 1 -> in.skipNBytes(8);
      case 5 -> in.skipNBytes(4);
      default -> throw new IOException("it has a field of wire type " + wireType);
    }
  }

  private long readVarint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("it has a number of more than ten bytes");
  }

  /** Reads one byte the way that steps over empty buffers; gRPC's {@code read()} fails at them. */
  private int readByte() throws IOException {
    if (in.readNBytes(single, 0, 1) == 0) {
      throw new EOFException("it ends within a number");
    }
    return single[0] & 0xFF;
  }
}
