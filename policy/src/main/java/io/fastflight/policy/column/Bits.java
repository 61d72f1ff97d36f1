package io.fastflight.policy.column;

import org.apache.arrow.memory.ArrowBuf;

/** Counts and copies runs of bits that need not begin at a byte; bit 0 is the lowest. */
final class Bits {
  private Bits() {}

  static long bytes(long bits) {
    return (bits + 7) / 8;
  }

  static int get(ArrowBuf bits, long at) {
    return bits.getByte(at >> 3) >> (at & 7) & 1;
  }

  static long count(ArrowBuf bits, long from, int many) {
    long count = 0;
    long at = from;
    long end = from + many;
    while (at < end) {
      int some = (int) Math.min(end - at, Byte.SIZE - (at & 7));
      count += Integer.bitCount(some(bits, at, some));
      at += some;
    }
    return count;
  }

  /** Copies bits into a target whose bits from {@code to} on are zero. */
  static void copy(ArrowBuf source, long from, ArrowBuf target, long to, int many) {
    long done = 0;
    while (done < many) {
      long at = to + done;
      int room = (int) Math.min(many - done, Byte.SIZE - (at & 7));
      int some = (int) Math.min(room, Byte.SIZE - (from + done & 7));
      int bits = some(source, from + done, some) << (at & 7);
      target.setByte(at >> 3, target.getByte(at >> 3) | bits);
      done += some;
    }
  }

  /** Returns bits that lie in one byte. */
  private static int some(ArrowBuf bits, long at, int many) {
    return (bits.getByte(at >> 3) & 0xFF) >> (at & 7) & (1 << many) - 1;
  }
}
