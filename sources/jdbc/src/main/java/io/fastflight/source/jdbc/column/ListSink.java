package io.fastflight.source.jdbc.column;

import static java.util.Objects.requireNonNull;

import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/**
 * Writes a column of lists: {@link #begin(int, int)} a row, then write its items to {@link #items}.
 */
public final class ListSink extends ColumnSink {
  private final ColumnSink items;
  private final Validity validity = new Validity();
  private @Nullable ListVector vector;
  private long offsets;
  private int capacity;
  private int itemCapacity;

  /** Creates a sink whose items {@code items} writes. */
  public ListSink(ColumnSink items) {
    this.items = requireNonNull(items, "items");
  }

  /** Returns where items are written, at the positions {@link #begin(int, int)} gives. */
  public ColumnSink items() {
    return items;
  }

  @Override
  void begin(FieldVector empty, int rows) {
    ListVector list = (ListVector) empty;
    list.setInitialCapacity(rows);
    list.allocateNew();
    vector = list;
    capacity = 0;
    use(list, rows);
    itemCapacity = rows;
    items.begin(list.getDataVector(), rows);
  }

  @Override
  void grow(int rows) {
    ListVector list = requireNonNull(vector);
    while (list.getValidityBuffer().capacity() * 8 < rows
        || list.getOffsetBuffer().capacity() < 4L * (rows + 1)) {
      list.reAlloc(); // moves the items, too
    }
    use(list, rows);
    items.grow(itemCapacity);
  }

  private void use(ListVector list, int rows) {
    offsets = list.getOffsetBufferAddress();
    validity.begin(list.getValidityBufferAddress(), capacity, rows);
    capacity = rows;
  }

  @Override
  void finish(int rows) {
    ListVector list = requireNonNull(vector);
    int count = MemoryUtil.getInt(offsets + 4L * rows);
    items.finish(count);
    list.setLastSet(rows - 1);
    list.setValueCount(rows);
    vector = null;
  }

  @Override
  long variableBytes(int rows) {
    int count = MemoryUtil.getInt(offsets + 4L * rows);
    return 8L * count + items.variableBytes(count);
  }

  @Override
  public void putNull(int row) {
    validity.putNull(row);
    MemoryUtil.putInt(offsets + 4L * row + 4, MemoryUtil.getInt(offsets + 4L * row));
  }

  /**
   * Begins a list of {@code count} items, each of which is to be written.
   *
   * @return the position of the first item in {@link #items}
   */
  public int begin(int row, int count) {
    int start = MemoryUtil.getInt(offsets + 4L * row);
    long end = (long) start + count;
    if (end > Integer.MAX_VALUE / 2) {
      throw new OutOfMemoryException("The lists of one batch would have over a billion items.");
    }
    if (end > itemCapacity) {
      itemCapacity = Math.max(2 * itemCapacity, (int) ((end + 7) & ~7L));
      items.grow(itemCapacity);
    }
    MemoryUtil.putInt(offsets + 4L * row + 4, (int) end);
    return start;
  }
}
