package io.fastflight.policy.column;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * The offsets of a column's values, where they lie in memory. Nothing is checked.
 *
 * @param width in bytes, 4 or 8
 */
record Offsets(long address, int width) {
  static Offsets of(ArrowBuf buffer, int width) {
    return new Offsets(buffer.memoryAddress(), width);
  }

  long get(long index) {
    return width == Integer.BYTES
        ? MemoryUtil.getInt(address + index * Integer.BYTES)
        : MemoryUtil.getLong(address + index * Long.BYTES);
  }

  void set(long index, long offset) {
    if (width == Integer.BYTES) {
      MemoryUtil.putInt(address + index * Integer.BYTES, (int) offset);
    } else {
      MemoryUtil.putLong(address + index * Long.BYTES, offset);
    }
  }
}
