package io.fastflight.wire;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;

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

  @Override
  public void close() {
    buffers.forEach(buffer -> buffer.getReferenceManager().release());
  }
}
