package io.fastflight.source.jdbc.column;

import static java.util.Objects.requireNonNull;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Writes a column whose values all have the same width: integers, floats, dates, times, timestamps,
 * decimals, intervals.
 *
 * <p>Call the {@code put} that fits the width of the column; floats come as their bits.
 */
public final class FixedSink extends ColumnSink {
  private final Validity validity = new Validity();
  private @Nullable BaseFixedWidthVector vector;
  private long values;
  private int capacity;

  /** Creates a sink; a {@link BatchBuilder} gives it its vectors. */
  public FixedSink() {}

  @Override
  void begin(FieldVector empty, int rows) {
    BaseFixedWidthVector fixed = (BaseFixedWidthVector) empty;
    fixed.allocateNew(rows);
    vector = fixed;
    capacity = 0;
    use(fixed, rows);
  }

  @Override
  void grow(int rows) {
    BaseFixedWidthVector fixed = requireNonNull(vector);
    while (fixed.getValueCapacity() < rows) {
      fixed.reAlloc();
    }
    use(fixed, rows);
  }

  private void use(BaseFixedWidthVector fixed, int rows) {
    values = fixed.getDataBufferAddress();
    validity.begin(fixed.getValidityBufferAddress(), capacity, rows);
    capacity = rows;
  }

  @Override
  void finish(int rows) {
    requireNonNull(vector).setValueCount(rows);
    vector = null;
  }

  @Override
  public void putNull(int row) {
    validity.putNull(row);
  }

  /** Writes a value of one byte. */
  public void putByte(int row, byte value) {
    MemoryUtil.putByte(values + row, value);
  }

  /** Writes a value of two bytes. */
  public void putShort(int row, short value) {
    MemoryUtil.putShort(values + 2L * row, value);
  }

  /** Writes a value of four bytes. */
  public void putInt(int row, int value) {
    MemoryUtil.putInt(values + 4L * row, value);
  }

  /** Writes a value of eight bytes. */
  public void putLong(int row, long value) {
    MemoryUtil.putLong(values + 8L * row, value);
  }

  /** Writes a value of sixteen bytes: a decimal128, low half first. */
  public void putLongs(int row, long low, long high) {
    MemoryUtil.putLong(values + 16L * row, low);
    MemoryUtil.putLong(values + 16L * row + 8, high);
  }

  /** Writes a value of {@code width} bytes as they are, such as a UUID. */
  public void putBytes(int row, byte[] source, int from, int width) {
    checkRange(source, from, width);
    MemoryUtil.copyToMemory(source, from, values + (long) width * row, width);
  }

  static void checkRange(byte[] source, int from, int length) {
    if (from < 0 || length < 0 || from > source.length - length) {
      throw new IndexOutOfBoundsException(
          "Bytes %s..%s of an array of %s.".formatted(from, from + (long) length, source.length));
    }
  }
}
