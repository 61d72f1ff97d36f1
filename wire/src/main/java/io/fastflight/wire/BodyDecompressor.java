package io.fastflight.wire;

import io.fastflight.error.FastFlightException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Decompresses the body of one batch that came from elsewhere.
 *
 * <p>Each buffer says how long it will be, and a few bytes can say a gigabyte: a claim is held
 * against the {@link LoadBudget}, and against what the codec can hold at all, before memory is
 * taken.
 */
final class BodyDecompressor {
  private static final long LENGTH_BYTES = Long.BYTES;
  private static final long NOT_COMPRESSED = -1;

  private final BodyCodec codec;
  private final BufferAllocator allocator;
  private final LoadBudget budget;

  private BodyDecompressor(BodyCodec codec, LoadBudget budget, BufferAllocator allocator) {
    this.codec = codec;
    this.budget = budget;
    this.allocator = allocator;
  }

  /**
   * Returns the same batch, not compressed.
   *
   * @param batch borrowed
   * @return has buffers of its own, and is owned by the caller
   * @throws FastFlightException if it claims what cannot be
   * @throws IOException if it is broken otherwise; nothing stays allocated
   */
  static ArrowRecordBatch decompressed(
      ArrowRecordBatch batch, CodecType type, BufferAllocator allocator, LoadBudget budget)
      throws IOException {
    List<ArrowBuf> plain = new ArrayList<>();
    try (BodyCodec codec = BodyCodec.of(type)) {
      BodyDecompressor decompressor = new BodyDecompressor(codec, budget, allocator);
      for (ArrowBuf buffer : batch.getBuffers()) {
        plain.add(decompressor.decompressed(buffer));
      }
      return new ArrowRecordBatch(
          batch.getLength(),
          batch.getNodes(),
          plain,
          NoCompressionCodec.DEFAULT_BODY_COMPRESSION,
          batch.getVariadicBufferCounts(),
          true);
    } finally {
      plain.forEach(buffer -> buffer.getReferenceManager().release());
    }
  }

  private ArrowBuf decompressed(ArrowBuf buffer) throws IOException {
    if (buffer.capacity() == 0) {
      return allocator.getEmpty();
    }
    if (buffer.capacity() < LENGTH_BYTES) {
      throw new IOException("A compressed buffer of %s bytes.".formatted(buffer.capacity()));
    }
    long claimed = buffer.getLong(0);
    long inside = buffer.capacity() - LENGTH_BYTES;
    if (claimed < NOT_COMPRESSED) {
      throw ArrivedBatch.broken("a compressed buffer of " + claimed + " bytes");
    }
    long plain = claimed == NOT_COMPRESSED ? inside : claimed;
    if (!budget.allows(plain)) {
      throw ArrivedBatch.broken(
          "a body of over %s bytes once decompressed".formatted(budget.most()));
    }
    if (claimed == NOT_COMPRESSED) {
      buffer.getReferenceManager().retain();
      return buffer.slice(LENGTH_BYTES, inside);
    }
    return claimed == 0
        ? allocator.getEmpty()
        : decompressed(buffer.nioBuffer(LENGTH_BYTES, (int) inside), claimed);
  }

  private ArrowBuf decompressed(ByteBuffer from, long claimed) throws IOException {
    if (!codec.mayHold(from, claimed)) {
      throw ArrivedBatch.broken(
          "a compressed buffer of %s bytes that claims to hold %s"
              .formatted(from.capacity(), claimed));
    }
    ArrowBuf plain = allocator.buffer(claimed);
    try {
      codec.decompress(from, plain.nioBuffer(0, (int) claimed));
      return plain.slice(0, claimed); // a vector must not see what the allocator rounded up to
    } catch (Throwable failure) {
      plain.getReferenceManager().release();
      throw failure;
    }
  }
}
