package io.fastflight.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads one LZ4 frame, whichever writer made it: with blocks that depend on each other (the C
 * library, and so pyarrow, for all over 64 KiB), with content size and checksums.
 *
 * <p>Blocks go through native code, except those that refer to the ones before them, for which the
 * library has no call; they are decoded here. A frame that needs a dictionary is refused.
 *
 * @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md">LZ4 block format</a>
 */
final class Lz4FrameReader {
  private static final int VERSION_MASK = 0b1100_0010; // with the reserved bit, which is 0
  private static final int VERSION = 0b0100_0000;
  private static final int INDEPENDENT = 0b0010_0000;
  private static final int BLOCK_CHECKSUMS = 0b0001_0000;
  private static final int CONTENT_SIZE = 0b0000_1000;
  private static final int CONTENT_CHECKSUM = 0b0000_0100;
  private static final int DICTIONARY = 0b0000_0001;

  private static final int MIN_MATCH = 4;
  private static final int MORE = 15;

  private final ByteBuffer in;
  private final ByteBuffer out;
  private int flags;
  private int maxBlockBytes;
  private int at;

  /** Creates a reader of {@code in} that fills {@code out}; both are borrowed. */
  Lz4FrameReader(ByteBuffer in, ByteBuffer out) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    this.out = out;
  }

  /** Reads the frame to its end; bytes behind it are not looked at. */
  void read() throws IOException {
    readHeader();
    for (int size = in.getInt(); size != 0; size = in.getInt()) {
      readBlock(size);
    }
    if (has(CONTENT_CHECKSUM)) {
      require(in.getInt() == Lz4Codec.HASH.hash(out, 0, at, 0), "a wrong checksum");
    }
    require(at == out.capacity(), "less in it than it says");
  }

  private void readHeader() throws IOException {
    require(in.getInt() == Lz4Codec.MAGIC, "no magic number");
    int start = in.position();
    flags = in.get();
    int code = in.get() >> 4;
    require((flags & VERSION_MASK) == VERSION && code >= 4, "a version that is not known here");
    require(!has(DICTIONARY), "a dictionary, which nobody sent");
    if (has(CONTENT_SIZE)) {
      require(in.getLong() == out.capacity(), "a size of its own");
    }
    byte check = Lz4Codec.headerCheck(in, start, in.position() - start);
    require(in.get() == check, "a wrong header checksum");
    maxBlockBytes = Lz4Codec.blockBytes(code);
  }

  private void readBlock(int size) throws IOException {
    int length = size & Integer.MAX_VALUE;
    require(length <= Math.min(maxBlockBytes, in.remaining()), "a block past its end");
    int start = in.position();
    int limit = at + Math.min(maxBlockBytes, out.capacity() - at);
    if (size < 0) {
      require(length <= limit - at, "more in it than it says");
      out.put(at, in, start, length);
      at += length;
    } else if (has(INDEPENDENT) || at == 0) {
      at += Lz4Codec.DECOMPRESSOR.decompress(in, start, length, out, at, limit - at);
    } else {
      readDependentBlock(start, start + length, limit);
    }
    in.position(start + length);
    if (has(BLOCK_CHECKSUMS)) {
      require(in.getInt() == Lz4Codec.HASH.hash(in, start, length, 0), "a wrong block checksum");
    }
  }

  /** Decodes sequences of literals and a match, which may lie in the blocks before. */
  private void readDependentBlock(int start, int end, int limit) throws IOException {
    in.position(start);
    while (true) {
      int token = in.get() & 0xFF;
      int literals = length(token >> 4);
      require(literals <= end - in.position() && literals <= limit - at, "literals past their end");
      out.put(at, in, in.position(), literals);
      in.position(in.position() + literals);
      at += literals;
      if (in.position() == end) {
        return; // the last sequence has no match
      }
      int distance = in.getShort() & 0xFFFF;
      int length = MIN_MATCH + length(token & MORE);
      require(distance > 0 && distance <= at && length <= limit - at, "a match past its beginning");
      repeat(distance, length);
    }
  }

  /** A block has at most 4 MiB, so that 255 for each of its bytes is still an int. */
  private int length(int nibble) {
    int length = nibble;
    if (nibble == MORE) {
      int more;
      do {
        more = in.get() & 0xFF;
        length += more;
      } while (more == 0xFF);
    }
    return length;
  }

  /** Copies from {@code distance} back; what overlaps its own copy doubles with each step. */
  private void repeat(int distance, int length) {
    int from = at - distance;
    for (int left = length; left > 0; ) {
      int count = Math.min(at - from, left);
      out.put(at, out, from, count);
      at += count;
      left -= count;
    }
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private static void require(boolean right, String otherwise) throws IOException {
    if (!right) {
      throw new IOException("A buffer is a broken LZ4 frame: it has " + otherwise + ".");
    }
  }
}
