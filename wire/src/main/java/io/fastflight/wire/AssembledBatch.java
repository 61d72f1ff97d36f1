package io.fastflight.wire;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/**
 * Holds one record batch as the format lays it out, before it has a header: what may still be
 * compressed.
 *
 * <p><b>Shape:</b> nodes and buffers in the order of the format, depth first; a buffer without
 * bytes has no parts.
 *
 * <p><b>Ownership:</b> owns one reference to each part. Whoever takes the batch closes it, or takes
 * over its parts; once.
 */
record AssembledBatch(
    int rows,
    List<ArrowFieldNode> nodes,
    List<BodyBuffer> buffers,
    List<Long> variadicBufferCounts,
    CodecType codec)
    implements AutoCloseable {

  /** Creates a batch whose buffers are not compressed. */
  AssembledBatch(
      int rows,
      List<ArrowFieldNode> nodes,
      List<BodyBuffer> buffers,
      List<Long> variadicBufferCounts) {
    this(rows, nodes, buffers, variadicBufferCounts, CodecType.NO_COMPRESSION);
  }

  /**
   * Returns the same batch with its body compressed.
   *
   * @param body taken; this batch is closed
   */
  AssembledBatch with(CompressedBody body) {
    List<BodyBuffer> compressed =
        body.buffers().stream().map(buffer -> new BodyBuffer(List.of(buffer))).toList();
    close();
    return new AssembledBatch(rows, nodes, compressed, variadicBufferCounts, body.codec());
  }

  /** One buffer of the format: the bytes of its parts, one after the other. */
  record BodyBuffer(List<ArrowBuf> parts) implements AutoCloseable {
    /** Returns how many bytes the parts have together, without padding. */
    long bytes() {
      long bytes = 0;
      for (ArrowBuf part : parts) {
        bytes += part.readableBytes();
      }
      return bytes;
    }

    @Override
    public void close() {
      parts.forEach(part -> part.getReferenceManager().release());
    }
  }

  /** Returns the length of the body in bytes, padding included. */
  long bodyBytes() {
    long bytes = 0;
    for (BodyBuffer buffer : buffers) {
      bytes += WireFrame.padded(buffer.bytes());
    }
    return bytes;
  }

  @Override
  public void close() {
    buffers.forEach(BodyBuffer::close);
  }
}
