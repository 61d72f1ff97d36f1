package io.fastflight.policy.column;

import io.fastflight.error.ResourceExhaustedException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * The buffers of a batch that is being made, in the order in which Arrow's loader takes them.
 *
 * <p><b>Ownership:</b> owns its buffers; what was loaded shares them.
 */
final class GatheredBuffers implements AutoCloseable {
  private final BufferAllocator allocator;
  private final List<ArrowFieldNode> nodes = new ArrayList<>();
  private final List<ArrowBuf> buffers = new ArrayList<>();
  private final List<Long> variadic = new ArrayList<>();

  GatheredBuffers(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  void node(long rows, long nulls) {
    nodes.add(new ArrowFieldNode(rows, nulls));
  }

  /** Adds a buffer, whose bytes are not set. */
  ArrowBuf buffer(long bytes) {
    if (bytes == 0) {
      return empty();
    }
    ArrowBuf buffer = allocator.buffer(bytes);
    buffers.add(buffer);
    return buffer.writerIndex(bytes);
  }

  /** Adds a buffer of zeros. */
  ArrowBuf zeros(long bytes) {
    ArrowBuf buffer = buffer(bytes);
    if (bytes > 0) {
      buffer.setZero(0, bytes);
    }
    return buffer;
  }

  /** Adds no bytes: for validity it means that there are no nulls. */
  ArrowBuf empty() {
    ArrowBuf none = allocator.getEmpty();
    buffers.add(none);
    return none;
  }

  void variadic(int count) {
    variadic.add((long) count);
  }

  /** Fills an empty root with the buffers. */
  void load(VectorSchemaRoot root, int rows) {
    try (ArrowRecordBatch batch =
        new ArrowRecordBatch(
            rows, nodes, buffers, NoCompressionCodec.DEFAULT_BODY_COMPRESSION, variadic, false)) {
      new VectorLoader(root).load(batch);
    }
  }

  /** Returns {@code bytes} if the offsets of a column can count them. */
  static long requireOffset(long bytes, int width) {
    if (width == Integer.BYTES && bytes > Integer.MAX_VALUE) {
      throw new ResourceExhaustedException(
          "A batch has a column of more than 2 GiB after its rows were chosen. Ask for fewer rows a batch.");
    }
    return bytes;
  }

  @Override
  public void close() {
    buffers.forEach(ArrowBuf::close);
    buffers.clear();
  }
}
