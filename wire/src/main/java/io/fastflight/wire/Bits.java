package io.fastflight.wire;

import org.apache.arrow.memory.ArrowBuf;

/** Counts, copies and sets runs of bits that need not begin at a byte; bit 0 is the lowest. */
final class Bits {
  private Bits() {}

  static long bytes(long bits) {
    return (bits + 7) / 8;
  }

  /** Returns how many bits are set from one to before another. */
  static int count(ArrowBuf bits, long from, long to) {
    int count = 0;
    long at = from;
    for (; at < to && at % 8 != 0; at++) {
      count += get(bits, at);
    }
    for (; to - at >= Long.SIZE; at += Long.SIZE) {
      count += Long.bitCount(bits.getLong(at / 8));
    }
    for (; at < to; at++) {
      count += get(bits, at);
    }
    return count;
  }

  /** Copies bits into a target whose bits from {@code toBit} on are zero. */
  static void copy(ArrowBuf source, long fromBit, ArrowBuf target, long toBit, long bits) {
    long done = 0;
    for (; done < bits && (toBit + done) % 8 != 0; done++) {
      or(target, toBit + done, get(source, fromBit + done));
    }
    for (; bits - done >= Long.SIZE; done += Long.SIZE) {
      target.setLong((toBit + done) / 8, word(source, fromBit + done));
    }
    for (; done < bits; done++) {
      or(target, toBit + done, get(source, fromBit + done));
    }
  }

  /** Sets bits in a target whose bits from {@code toBit} on are zero. */
  static void set(ArrowBuf target, long toBit, long bits) {
    long done = 0;
    for (; done < bits && (toBit + done) % 8 != 0; done++) {
      or(target, toBit + done, 1);
    }
    for (; bits - done >= Long.SIZE; done += Long.SIZE) {
      target.setLong((toBit + done) / 8, -1L);
    }
    for (; done < bits; done++) {
      or(target, toBit + done, 1);
    }
  }

  /** Returns 64 bits from any bit on, all of which are there. */
  private static long word(ArrowBuf source, long bit) {
    int shift = (int) (bit % 8);
    long low = source.getLong(bit / 8) >>> shift;
    if (shift == 0) {
      return low;
    }
    long high = source.getByte(bit / 8 + Long.BYTES);
    return low | high << (Long.SIZE - shift);
  }

  private static int get(ArrowBuf source, long bit) {
    return source.getByte(bit / 8) >> (int) (bit % 8) & 1;
  }

  private static void or(ArrowBuf target, long bit, int value) {
    target.setByte(bit / 8, target.getByte(bit / 8) | value << (int) (bit % 8));
  }
}
