package io.fastflight.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Writes LZ4 frames: blocks that do not depend on each other, up to 4 MiB long, without checksums
 * but the header's. What other writers do beyond that {@link Lz4FrameReader} reads.
 *
 * <p>The library has the blocks in native code, but frames only as Java streams over arrays.
 *
 * @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4 frame format</a>
 */
final class Lz4Codec implements BodyCodec {
  static final int MAGIC = 0x184D2204;

  /** Version 1, independent blocks. */
  private static final int FLAGS = 0b0110_0000;

  private static final int HEADER_BYTES = 7;
  private static final int SIZE_BYTES = Integer.BYTES;
  private static final int SMALLEST_BLOCK_CODE = 4;
  private static final int LARGEST_BLOCK_CODE = 7;

  /** The format's own limit: a byte of a length stands for at most 255 others. */
  private static final long MAX_EXPANSION = 255;

  private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
  static final LZ4SafeDecompressor DECOMPRESSOR = LZ4Factory.fastestInstance().safeDecompressor();
  static final XXHash32 HASH = XXHashFactory.fastestInstance().hash32();

  /** Returns the most bytes of a block whose size the header gives by {@code code}, 4..7. */
  static int blockBytes(int code) {
    return 1 << (2 * code + 8);
  }

  /** Returns the header's checksum of its own bytes, magic left out. */
  static byte headerCheck(ByteBuffer frame, int from, int length) {
    return (byte) (HASH.hash(frame, from, length, 0) >> 8);
  }

  @Override
  public int compress(ByteBuffer from, ByteBuffer into) {
    if (into.capacity() <= HEADER_BYTES + SIZE_BYTES) {
      return TOO_LONG;
    }
    int code = SMALLEST_BLOCK_CODE;
    while (code < LARGEST_BLOCK_CODE && blockBytes(code) < from.capacity()) {
      code++;
    }
    into.order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, MAGIC)
        .put(4, (byte) FLAGS)
        .put(5, (byte) (code << 4))
        .put(6, headerCheck(into, 4, 2));
    int end = HEADER_BYTES;
    for (int at = 0; at < from.capacity(); at += blockBytes(code)) {
      int length = Math.min(blockBytes(code), from.capacity() - at);
      int written = writeBlock(from, at, length, into, end);
      if (written == TOO_LONG) {
        return TOO_LONG;
      }
      end += written;
    }
    into.putInt(end, 0);
    return end + SIZE_BYTES;
  }

  /** Writes one block, as it is where it does not shrink, and leaves room for the end mark. */
  private static int writeBlock(ByteBuffer from, int at, int length, ByteBuffer into, int end) {
    int start = end + SIZE_BYTES;
    int room = into.capacity() - start - SIZE_BYTES;
    int compressed = compressBlock(from, at, length, into, start, Math.min(room, length - 1));
    if (compressed > 0) {
      into.putInt(end, compressed);
      return SIZE_BYTES + compressed;
    }
    if (length > room) {
      return TOO_LONG;
    }
    into.putInt(end, length | Integer.MIN_VALUE);
    into.put(start, from, at, length);
    return SIZE_BYTES + length;
  }

  private static int compressBlock(
      ByteBuffer from, int at, int length, ByteBuffer into, int start, int room) {
    if (room <= 0) {
      return 0;
    }
    try {
      return COMPRESSOR.compress(from, at, length, into, start, room);
    } catch (LZ4Exception tooLong) { // the only way it has to say so
      return 0;
    }
  }

  @Override
  public boolean mayHold(ByteBuffer from, long claimed) {
    return claimed <= MAX_EXPANSION * from.capacity();
  }

  @Override
  public void decompress(ByteBuffer from, ByteBuffer into) throws IOException {
    new Lz4FrameReader(from, into).read();
  }

  @Override
  public void close() {
    // the library keeps nothing between two blocks
  }
}
