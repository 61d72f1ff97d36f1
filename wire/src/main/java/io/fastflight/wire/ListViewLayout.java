package io.fastflight.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * List views: each row says where its items begin and how many they are, in any order and perhaps
 * shared.
 *
 * <p>A slice sends the child's rows from the first one it uses to the last, and counts its offsets
 * from there. Where it uses less than half of them, only those of each row are sent, one row after
 * the other: else each slice of a shuffled column would carry all of it.
 */
final class ListViewLayout extends ColumnLayout {
  private final Offsets offsets;

  ListViewLayout(Field field, Offsets offsets) {
    super(field);
    this.offsets = offsets;
  }

  @Override
  void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
    appendValidity(slices, out);
    long bytes = (long) ColumnSlice.rows(slices) * offsets.width();
    out.startBuffer();
    ArrowBuf starts = out.allocate(bytes);
    out.endBuffer();
    out.startBuffer();
    ArrowBuf sizes = out.allocate(bytes);
    out.endBuffer();
    List<ColumnSlice> items = new ArrayList<>();
    long base = 0;
    int at = 0;
    for (ColumnSlice slice : slices) {
      Range range = range(slice);
      if (range.isDense()) {
        for (int row = slice.from(); row < slice.to(); row++, at++) {
          long size = size(slice, row);
          offsets.set(sizes, at, size);
          offsets.set(starts, at, size == 0 ? base : base + start(slice, row) - range.first);
        }
        base += range.last - range.first;
        items.add(new ColumnSlice(slice.column().child(0), (int) range.first, (int) range.last));
      } else {
        for (int row = slice.from(); row < slice.to(); row++, at++) {
          long size = size(slice, row);
          offsets.set(sizes, at, size);
          offsets.set(starts, at, base);
          base += size;
          add(items, slice.column().child(0), start(slice, row), size);
        }
      }
    }
    child(0).append(items, out);
  }

  /** Adds the items of a row, or lengthens the last slice by them. */
  private static void add(List<ColumnSlice> items, ColumnBuffers child, long start, long size) {
    if (size == 0) {
      return;
    }
    int last = items.size() - 1;
    if (last >= 0 && items.get(last).column() == child && items.get(last).to() == start) {
      items.set(last, new ColumnSlice(child, items.get(last).from(), (int) (start + size)));
    } else {
      items.add(new ColumnSlice(child, (int) start, (int) (start + size)));
    }
  }

  private Range range(ColumnSlice slice) {
    long bytes = (long) slice.to() * offsets.width();
    buffer(slice, 1, bytes);
    buffer(slice, 2, bytes);
    long items = slice.column().child(0).length();
    Range range = new Range();
    for (int row = slice.from(); row < slice.to(); row++) {
      long size = size(slice, row);
      if (size != 0) {
        long start = start(slice, row);
        if (size < 0 || start < 0 || start > items - size) {
          throw broken("has a view of %s items at %s of %s".formatted(size, start, items));
        }
        range.add(start, size);
      }
    }
    return range;
  }

  private long start(ColumnSlice slice, int row) {
    return offsets.get(slice.buffer(1), row);
  }

  /** Returns how many items a row has; what a null row says is not looked at. */
  private long size(ColumnSlice slice, int row) {
    return slice.isNull(row) ? 0 : offsets.get(slice.buffer(2), row);
  }

  /** What rows use of something, from the first to the last and together. */
  static final class Range {
    long first;
    long last;
    long used;

    void add(long start, long size) {
      first = used == 0 ? start : Math.min(first, start);
      last = Math.max(last, start + size);
      used += size;
    }

    long bytes() {
      return last - first;
    }

    /** Returns whether at least half of it is used. */
    boolean isDense() {
      return last - first <= 2 * used;
    }
  }
}
