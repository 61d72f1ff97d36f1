package io.fastflight.source.jdbc.column;

import org.apache.arrow.memory.util.MemoryUtil;

/** The validity bits of a column: all set at first, so that only nulls cost anything. */
final class Validity {
  private static final byte ALL = (byte) 0xFF;

  private long address;

  /** Points at the bits and sets those of rows {@code from} to {@code to}, multiples of 8. */
  void begin(long address, int from, int to) {
    this.address = address;
    MemoryUtil.setMemory(address + from / 8, (to - from) / 8, ALL);
  }

  void putNull(int row) {
    long at = address + (row >> 3);
    MemoryUtil.putByte(at, (byte) (MemoryUtil.getByte(at) & ~(1 << (row & 7))));
  }
}
