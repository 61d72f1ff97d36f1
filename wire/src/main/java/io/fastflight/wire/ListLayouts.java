package io.fastflight.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** The layouts whose rows are runs of the rows of one child, in order. */
final class ListLayouts {
  private ListLayouts() {}

  /** Lists and maps: offsets into the child. */
  static final class Lists extends ColumnLayout {
    private final Offsets offsets;

    Lists(Field field, Offsets offsets) {
      super(field);
      this.offsets = offsets;
    }

    @Override
    boolean goesAsItIs(ColumnBuffers column) {
      return offsets.beginAtZero(column);
    }

    @Override
    void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
      appendValidity(slices, out);
      offsets.append(this, slices, out);
      List<ColumnSlice> items = new ArrayList<>(slices.size());
      for (ColumnSlice slice : slices) {
        ColumnBuffers child = slice.column().child(0);
        offsets.require(this, slice, child.length());
        items.add(new ColumnSlice(child, (int) offsets.first(slice), (int) offsets.last(slice)));
      }
      child(0).append(items, out);
    }
  }

  /** Lists of one size: so many rows of the child for each. */
  static final class FixedSize extends ColumnLayout {
    private final int size;

    FixedSize(Field field) {
      super(field);
      this.size = ((ArrowType.FixedSizeList) storage(field)).getListSize();
    }

    @Override
    void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
      appendValidity(slices, out);
      List<ColumnSlice> items = new ArrayList<>(slices.size());
      for (ColumnSlice slice : slices) {
        ColumnBuffers child = slice.column().child(0);
        long end = (long) slice.to() * size;
        if (end > child.length()) {
          throw broken("has %s items where %s are needed".formatted(child.length(), end));
        }
        items.add(new ColumnSlice(child, slice.from() * size, (int) end));
      }
      child(0).append(items, out);
    }
  }
}
