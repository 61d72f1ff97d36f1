package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ResourceExhaustedException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Holds one Arrow message on its way: the flatbuffer header, the body as the Arrow buffers
 * themselves, and what we add.
 *
 * <p>On the way out the body is pieces of the vectors' buffers, to be written one after the other;
 * what pads a buffer to 8 bytes is a piece as well. On the way in they are the pieces of memory
 * that the body arrived in, mostly one.
 *
 * <p><b>Ownership:</b> owns a reference to each body buffer until {@link #close}.
 *
 * @see <a
 *     href="https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format">Encapsulated
 *     messages</a>
 */
public final class WireFrame implements StreamMessage {
  static final int ALIGNMENT = 8;

  /** Zeros in direct memory, shared by all frames and never freed. */
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(ALIGNMENT);

  private final ByteBuffer header;
  private final byte[] appMetadata;
  private final List<ArrowBuf> body;
  private final long bodyBytes;
  private boolean closed;

  /** Takes the references to {@code body}. */
  WireFrame(ByteBuffer header, byte[] appMetadata, List<ArrowBuf> body) {
    this.header = requireNonNull(header, "header");
    this.appMetadata = appMetadata;
    this.body = List.copyOf(body);
    long bytes = 0;
    for (ArrowBuf buffer : body) {
      bytes = Math.addExact(bytes, buffer.readableBytes());
    }
    this.bodyBytes = bytes;
  }

  /**
   * Returns the Message flatbuffer, without length or continuation marker; a view of its own for
   * each caller.
   */
  ByteBuffer header() {
    return header.duplicate().order(header.order());
  }

  byte[] appMetadata() {
    return appMetadata;
  }

  /** Returns the pieces of the body in the order they are written, borrowed. */
  List<ArrowBuf> body() {
    return body;
  }

  /** Returns so many zeros, less than 8, that need no release. */
  static ArrowBuf padding(int bytes) {
    long address = MemoryUtil.getByteBufferAddress(ZEROS);
    return new ArrowBuf(ReferenceManager.NO_OP, null, bytes, address).writerIndex(bytes);
  }

  /** Returns the length of the body in bytes, padding included. */
  public long bodyBytes() {
    return bodyBytes;
  }

  /**
   * Returns a part of the body, owned by the caller: shared where it lies in one piece, else
   * copied.
   *
   * @param offset with {@code length} within the body
   */
  ArrowBuf part(long offset, long length, BufferAllocator allocator) {
    long from = offset;
    for (int i = 0; length > 0 && i < body.size(); i++) {
      ArrowBuf piece = body.get(i);
      if (from < piece.readableBytes()) {
        return from + length <= piece.readableBytes()
            ? shared(piece, from, length)
            : joined(
                body.subList(i, body.size()),
                from,
                allocator.buffer(length).slice(0, length).writerIndex(0));
      }
      from -= piece.readableBytes();
    }
    return allocator.getEmpty();
  }

  private static ArrowBuf shared(ArrowBuf piece, long from, long length) {
    piece.getReferenceManager().retain();
    return piece.slice(from, length);
  }

  private static ArrowBuf joined(List<ArrowBuf> pieces, long first, ArrowBuf whole) {
    long from = first;
    long length = whole.capacity();
    for (ArrowBuf piece : pieces) {
      long count = Math.min(length - whole.writerIndex(), piece.readableBytes() - from);
      whole.setBytes(whole.writerIndex(), piece, from, count);
      whole.writerIndex(whole.writerIndex() + count);
      from = 0;
    }
    return whole;
  }

  @Override
  public long bytes() {
    return header.remaining() + bodyBytes;
  }

  static long padded(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * Checks that the whole message fits into one gRPC message.
   *
   * @throws ResourceExhaustedException if it does not
   */
  int checkedSize(long otherBytes) {
    long total = Math.addExact(bodyBytes, otherBytes);
    if (total > Integer.MAX_VALUE - 64) {
      throw new ResourceExhaustedException(
          "A record batch of %s bytes does not fit into one message of at most 2 GiB. Ask for fewer rows a batch."
              .formatted(total));
    }
    return (int) total;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      body.forEach(buffer -> buffer.getReferenceManager().release());
    }
  }
}
