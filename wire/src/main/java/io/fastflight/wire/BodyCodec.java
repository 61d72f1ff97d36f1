package io.fastflight.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;

/**
 * Compresses and decompresses one buffer of a body, without the length that the format puts before
 * it.
 *
 * <p>Buffers are direct and used whole, from 0 to their capacity. What a codec needs for its work
 * it keeps from one buffer to the next until it is closed; that is some hundred KiB of native
 * memory, so a codec lives for one batch and not for a stream, which may be one of thousands.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
interface BodyCodec extends AutoCloseable {
  /** Says that the compressed bytes did not fit. */
  int TOO_LONG = -1;

  /** Returns a codec of {@code type}, owned by the caller. */
  static BodyCodec of(CodecType type) {
    return switch (type) {
      case LZ4_FRAME -> new Lz4Codec();
      case ZSTD -> new ZstdCodec();
      case NO_COMPRESSION -> throw new IllegalArgumentException("There is no codec for nothing.");
    };
  }

  /** Returns how many bytes of {@code into} it filled, or {@link #TOO_LONG}. */
  int compress(ByteBuffer from, ByteBuffer into);

  /**
   * Returns whether {@code from} can hold as many bytes as somebody claims, before anyone allocates
   * them.
   *
   * @throws IOException if it is no frame of this codec
   */
  boolean mayHold(ByteBuffer from, long claimed) throws IOException;

  /**
   * Fills {@code into}.
   *
   * @throws IOException if {@code from} is broken, or holds more or less than that
   */
  void decompress(ByteBuffer from, ByteBuffer into) throws IOException;

  @Override
  void close();
}
