package io.fastflight.source.jdbc.column;

import static java.util.Objects.requireNonNull;

import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Writes a column of texts, in UTF-8, or of binary values. */
public final class BytesSink extends ColumnSink {
  private static final int FIRST_BYTES_PER_ROW = 8;

  private final Validity validity = new Validity();
  private @Nullable BaseVariableWidthVector vector;
  private long offsets;
  private long values;
  private long valueCapacity;
  private int capacity;

  /** Creates a sink; a {@link BatchBuilder} gives it its vectors. */
  public BytesSink() {}

  @Override
  void begin(FieldVector empty, int rows) {
    BaseVariableWidthVector variable = (BaseVariableWidthVector) empty;
    variable.allocateNew((long) rows * FIRST_BYTES_PER_ROW, rows);
    vector = variable;
    capacity = 0;
    use(variable, rows);
  }

  @Override
  void grow(int rows) {
    BaseVariableWidthVector variable = requireNonNull(vector);
    while (variable.getValueCapacity() < rows) {
      variable.reallocValidityAndOffsetBuffers();
    }
    use(variable, rows);
  }

  private void use(BaseVariableWidthVector variable, int rows) {
    offsets = variable.getOffsetBufferAddress();
    values = variable.getDataBufferAddress();
    valueCapacity = variable.getDataBuffer().capacity();
    validity.begin(variable.getValidityBufferAddress(), capacity, rows);
    capacity = rows;
  }

  @Override
  void finish(int rows) {
    BaseVariableWidthVector variable = requireNonNull(vector);
    variable.setLastSet(rows - 1); // the offsets are written: there is no hole to fill
    variable.setValueCount(rows);
    vector = null;
  }

  @Override
  long variableBytes(int rows) {
    return MemoryUtil.getInt(offsets + 4L * rows);
  }

  @Override
  public void putNull(int row) {
    validity.putNull(row);
    MemoryUtil.putInt(offsets + 4L * row + 4, MemoryUtil.getInt(offsets + 4L * row));
  }

  /** Writes {@code length} bytes from {@code from} on. */
  public void put(int row, byte[] source, int from, int length) {
    FixedSink.checkRange(source, from, length);
    int start = MemoryUtil.getInt(offsets + 4L * row);
    long end = (long) start + length;
    if (end > valueCapacity) {
      growValues(end);
    }
    MemoryUtil.copyToMemory(source, from, values + start, length);
    MemoryUtil.putInt(offsets + 4L * row + 4, (int) end);
  }

  /** Writes all of {@code source}. */
  public void put(int row, byte[] source) {
    put(row, source, 0, source.length);
  }

  private void growValues(long wanted) {
    if (wanted > Integer.MAX_VALUE) {
      throw new OutOfMemoryException("A column of one batch would have more than 2 GiB.");
    }
    BaseVariableWidthVector variable = requireNonNull(vector);
    variable.reallocDataBuffer(
        Math.min(Integer.MAX_VALUE - 7L, Math.max(wanted, 2 * valueCapacity)));
    values = variable.getDataBufferAddress();
    valueCapacity = variable.getDataBuffer().capacity();
  }
}
