package io.fastflight.source.jdbc.column;

import static java.util.Objects.requireNonNull;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Writes a column of booleans. */
public final class BitSink extends ColumnSink {
  private final Validity validity = new Validity();
  private @Nullable BitVector vector;
  private long values;
  private int capacity;

  /** Creates a sink; a {@link BatchBuilder} gives it its vectors. */
  public BitSink() {}

  @Override
  void begin(FieldVector empty, int rows) {
    BitVector bits = (BitVector) empty;
    bits.allocateNew(rows);
    vector = bits;
    capacity = 0;
    use(bits, rows);
  }

  @Override
  void grow(int rows) {
    BitVector bits = requireNonNull(vector);
    while (bits.getValueCapacity() < rows) {
      bits.reAlloc();
    }
    use(bits, rows);
  }

  private void use(BitVector bits, int rows) {
    values = bits.getDataBufferAddress();
    validity.begin(bits.getValidityBufferAddress(), capacity, rows);
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

  /** Writes a value. */
  public void put(int row, boolean value) {
    long at = values + (row >> 3);
    int mask = 1 << (row & 7);
    int others = MemoryUtil.getByte(at) & ~mask;
    MemoryUtil.putByte(at, (byte) (value ? others | mask : others));
  }
}
