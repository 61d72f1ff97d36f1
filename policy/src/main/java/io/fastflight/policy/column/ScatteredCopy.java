package io.fastflight.policy.column;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Copies values of rows that lie here and there, one by one. Whoever calls has checked that the
 * rows and the bytes of their values are there.
 */
final class ScatteredCopy {
  /** Bytes of a text that is copied in pieces of 8. */
  private static final int SHORT_TEXT = 32;

  private ScatteredCopy() {}

  /** Copies values of one width, in bytes. */
  static void values(ArrowBuf source, int[] rows, ArrowBuf target, int width) {
    long from = source.memoryAddress();
    long to = target.memoryAddress();
    switch (width) {
      case Long.BYTES -> longs(from, rows, to);
      case Integer.BYTES -> ints(from, rows, to);
      case Short.BYTES -> shorts(from, rows, to);
      case Byte.BYTES -> bytes(from, rows, to);
      default -> {
        for (int i = 0; i < rows.length; i++) {
          MemoryUtil.copyMemory(from + (long) rows[i] * width, to + (long) i * width, width);
        }
      }
    }
  }

  private static void longs(long from, int[] rows, long to) {
    for (int i = 0; i < rows.length; i++) {
      long value = MemoryUtil.getLong(from + (long) rows[i] * Long.BYTES);
      MemoryUtil.putLong(to + (long) i * Long.BYTES, value);
    }
  }

  private static void ints(long from, int[] rows, long to) {
    for (int i = 0; i < rows.length; i++) {
      int value = MemoryUtil.getInt(from + (long) rows[i] * Integer.BYTES);
      MemoryUtil.putInt(to + (long) i * Integer.BYTES, value);
    }
  }

  private static void shorts(long from, int[] rows, long to) {
    for (int i = 0; i < rows.length; i++) {
      short value = MemoryUtil.getShort(from + (long) rows[i] * Short.BYTES);
      MemoryUtil.putShort(to + (long) i * Short.BYTES, value);
    }
  }

  private static void bytes(long from, int[] rows, long to) {
    for (int i = 0; i < rows.length; i++) {
      MemoryUtil.putByte(to + i, MemoryUtil.getByte(from + rows[i]));
    }
  }

  /** Copies bits to a target of zeros; returns how many were set. */
  static long bits(ArrowBuf source, int[] rows, ArrowBuf target) {
    long from = source.memoryAddress();
    long to = target.memoryAddress();
    long set = 0;
    for (int first = 0; first < rows.length; first += Byte.SIZE) {
      int end = Math.min(first + Byte.SIZE, rows.length);
      int bits = 0;
      for (int i = first; i < end; i++) {
        int row = rows[i];
        bits |= (MemoryUtil.getByte(from + (row >> 3)) >> (row & 7) & 1) << (i - first);
      }
      MemoryUtil.putByte(to + (first >> 3), (byte) bits);
      set += Integer.bitCount(bits);
    }
    return set;
  }

  /**
   * Copies texts one behind the other.
   *
   * <p>A short one is copied in pieces of 8 bytes, which may bring along some bytes from behind it:
   * the next texts are written over them, and near the end, where none may follow, only the text's
   * own bytes are copied.
   *
   * @param offsets of the source, as {@code ends} counts them
   * @param ends the offsets of the target, filled
   */
  static void texts(ArrowBuf data, Offsets offsets, int[] rows, ArrowBuf target, Offsets ends) {
    long last = data.capacity() - SHORT_TEXT;
    long room = ends.get(rows.length) - SHORT_TEXT;
    long from = data.memoryAddress();
    long to = target.memoryAddress();
    long at = 0;
    for (int i = 0; i < rows.length; i++) {
      long start = offsets.get(rows[i]);
      long end = ends.get(i + 1L);
      long length = end - at;
      if (length <= SHORT_TEXT && start <= last && at <= room) {
        shortText(from + start, to + at, length);
      } else {
        MemoryUtil.copyMemory(from + start, to + at, length);
      }
      at = end;
    }
  }

  private static void shortText(long from, long to, long length) {
    MemoryUtil.putLong(to, MemoryUtil.getLong(from));
    if (length > 8) {
      MemoryUtil.putLong(to + 8, MemoryUtil.getLong(from + 8));
      if (length > 16) {
        MemoryUtil.putLong(to + 16, MemoryUtil.getLong(from + 16));
        MemoryUtil.putLong(to + 24, MemoryUtil.getLong(from + 24));
      }
    }
  }
}
