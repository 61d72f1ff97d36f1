package io.fastflight.wire;

import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/** Reads and writes offsets, or run ends, of a width in bytes. */
record Offsets(int width) {
  private static final int PART = 1_024;

  long get(ArrowBuf buffer, long index) {
    return switch (width) {
      case Short.BYTES -> buffer.getShort(index * width);
      case Integer.BYTES -> buffer.getInt(index * width);
      default -> buffer.getLong(index * width);
    };
  }

  void set(ArrowBuf buffer, long index, long value) {
    switch (width) {
      case Short.BYTES -> buffer.setShort(index * width, (int) value);
      case Integer.BYTES -> buffer.setInt(index * width, (int) value);
      default -> buffer.setLong(index * width, value);
    }
  }

  /** Returns where the values of a slice's rows begin; its offsets are buffer 1. */
  long first(ColumnSlice slice) {
    return get(slice.buffer(1), slice.from());
  }

  /** Returns where they end. */
  long last(ColumnSlice slice) {
    return get(slice.buffer(1), slice.to());
  }

  /** Returns whether a column's offsets begin at 0, or are none because it has no rows. */
  boolean beginAtZero(ColumnBuffers column) {
    return column.length() == 0
        || (column.buffer(1).readableBytes() >= width && get(column.buffer(1), 0) == 0);
  }

  /** Appends the offsets of all slices, counted from 0: shared where one slice's are already. */
  void append(ColumnLayout layout, List<ColumnSlice> slices, BatchAssembly out) {
    out.startBuffer();
    for (ColumnSlice slice : slices) {
      layout.buffer(slice, 1, (slice.to() + 1L) * width);
    }
    if (slices.size() == 1 && first(slices.get(0)) == 0) {
      ColumnSlice only = slices.get(0);
      out.share(only.buffer(1), (long) only.from() * width, (only.rows() + 1L) * width);
    } else if (!slices.isEmpty()) {
      long rows = ColumnSlice.rows(slices);
      rebase(slices, out.allocate((rows + 1) * width));
    }
    out.endBuffer();
  }

  private void rebase(List<ColumnSlice> slices, ArrowBuf target) {
    long at = 0;
    long base = 0;
    set(target, at++, 0);
    for (ColumnSlice slice : slices) {
      long shift = base - first(slice);
      copy(slice, target, at, shift);
      at += slice.rows();
      base = last(slice) + shift;
    }
  }

  /** Copies the offsets after the first of a slice to {@code at}, {@code shift} added to each. */
  private void copy(ColumnSlice slice, ArrowBuf target, long at, long shift) {
    if (width == Integer.BYTES && slice.rows() > 0) {
      copyInts(slice, target, at, (int) shift);
      return;
    }
    for (int row = slice.from() + 1; row <= slice.to(); row++) {
      set(target, at++, get(slice.buffer(1), row) + shift);
    }
  }

  /** The usual width, by way of an array: its loop is one that a compiler vectorises. */
  private static void copyInts(ColumnSlice slice, ArrowBuf target, long at, int shift) {
    int[] part = new int[Math.min(PART, slice.rows())];
    IntBuffer from = ints(slice.buffer(1), slice.from() + 1L, slice.rows());
    IntBuffer to = ints(target, at, slice.rows());
    while (from.hasRemaining()) {
      int count = Math.min(part.length, from.remaining());
      from.get(part, 0, count);
      for (int i = 0; i < count; i++) {
        part[i] += shift;
      }
      to.put(part, 0, count);
    }
  }

  private static IntBuffer ints(ArrowBuf buffer, long from, int count) {
    return buffer
        .nioBuffer(from * Integer.BYTES, Math.multiplyExact(count, Integer.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer();
  }

  /** Makes sure that a slice's offsets lie within what they count. */
  void require(ColumnLayout layout, ColumnSlice slice, long values) {
    long first = first(slice);
    long last = last(slice);
    if (first < 0 || first > last || last > values) {
      throw layout.broken(
          "has offsets from %s to %s into %s values".formatted(first, last, values));
    }
  }
}
