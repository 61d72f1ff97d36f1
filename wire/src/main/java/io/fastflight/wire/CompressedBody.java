package io.fastflight.wire;

import java.util.List;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.ipc.message.ArrowBodyCompression;

/**
 * Holds the body of a batch compressed: a buffer for each that there was, empty ones as they were.
 *
 * <p><b>Ownership:</b> owns a reference to each buffer until {@link #close}, or until whoever takes
 * the buffers takes the references with them.
 */
record CompressedBody(List<ArrowBuf> buffers, CodecType codec) implements AutoCloseable {
  CompressedBody {
    buffers = List.copyOf(buffers);
  }

  /** Returns what the header of the batch says about it. */
  ArrowBodyCompression compression() {
    return new ArrowBodyCompression(codec.getType(), BodyCompressionMethod.BUFFER);
  }

  @Override
  public void close() {
    buffers.forEach(buffer -> buffer.getReferenceManager().release());
  }
}
