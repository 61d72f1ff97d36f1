package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ResourceExhaustedException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Holds one Arrow message on its way: the flatbuffer header, the body as the Arrow buffers
 * themselves, and what we add.
 *
 * <p>On the way out the body is one buffer per vector buffer, each padded to 8 bytes when written;
 * on the way in it is one buffer.
 *
 * <p><b>Ownership:</b> owns a reference to each body buffer until {@link #close}.
 *
 * @see <a
 *     href="https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format">Encapsulated
 *     messages</a>
 */
public final class WireFrame implements AutoCloseable {
  static final int ALIGNMENT = 8;

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
      bytes = Math.addExact(bytes, padded(buffer.readableBytes()));
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

  List<ArrowBuf> body() {
    return body;
  }

  /** Returns the length of the body in bytes, padding included. */
  public long bodyBytes() {
    return bodyBytes;
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
