package io.fastflight.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** The layouts whose rows say which child they are in. */
final class UnionLayouts {
  private UnionLayouts() {}

  /** Sparse unions: the same rows of each child, of which one counts. */
  static final class Sparse extends ColumnLayout {
    Sparse(Field field) {
      super(field);
    }

    @Override
    void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
      out.node(ColumnSlice.rows(slices), 0);
      appendTypes(this, slices, out);
      FlatLayouts.appendMembers(this, slices, out);
    }
  }

  /** Dense unions: each row says the child and the row in it. */
  static final class Dense extends ColumnLayout {
    private static final Offsets OFFSETS = new Offsets(Integer.BYTES);

    private final int @Nullable [] declared;

    Dense(Field field) {
      super(field);
      this.declared = ((ArrowType.Union) storage(field)).getTypeIds();
    }

    @Override
    void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
      int rows = ColumnSlice.rows(slices);
      out.node(rows, 0);
      appendTypes(this, slices, out);
      out.startBuffer();
      ArrowBuf target = out.allocate((long) rows * OFFSETS.width());
      out.endBuffer();
      List<List<ColumnSlice>> members = new ArrayList<>();
      for (int i = 0; i < childCount(); i++) {
        members.add(new ArrayList<>());
      }
      long[] bases = new long[childCount()];
      int at = 0;
      for (ColumnSlice slice : slices) {
        ListViewLayout.Range[] ranges = ranges(slice);
        for (int row = slice.from(); row < slice.to(); row++) {
          int child = childOf(slice, row);
          long offset = child < 0 ? 0 : bases[child] + offset(slice, row) - ranges[child].first;
          OFFSETS.set(target, at++, offset);
        }
        for (int i = 0; i < ranges.length; i++) {
          bases[i] += ranges[i].bytes();
          members
              .get(i)
              .add(
                  new ColumnSlice(
                      slice.column().child(i), (int) ranges[i].first, (int) ranges[i].last));
        }
      }
      for (int i = 0; i < childCount(); i++) {
        child(i).append(members.get(i), out);
      }
    }

    private ListViewLayout.Range[] ranges(ColumnSlice slice) {
      buffer(slice, 1, (long) slice.to() * OFFSETS.width());
      ListViewLayout.Range[] ranges = new ListViewLayout.Range[childCount()];
      for (int i = 0; i < ranges.length; i++) {
        ranges[i] = new ListViewLayout.Range();
      }
      for (int row = slice.from(); row < slice.to(); row++) {
        int child = childOf(slice, row);
        if (child >= 0) {
          long offset = offset(slice, row);
          int values = slice.column().child(child).length();
          if (offset < 0 || offset >= values) {
            throw broken("has an offset %s into %s values".formatted(offset, values));
          }
          ranges[child].add(offset, 1);
        }
      }
      return ranges;
    }

    private static long offset(ColumnSlice slice, int row) {
      return OFFSETS.get(slice.buffer(1), row);
    }

    /** Returns the child a row is in, or -1 for none: Arrow for Java's sign of a null. */
    private int childOf(ColumnSlice slice, int row) {
      int type = slice.buffer(0).getByte(row);
      if (declared != null) {
        for (int i = 0; i < declared.length; i++) {
          if (declared[i] == type) {
            return i;
          }
        }
      }
      return type < childCount() ? Math.max(type, -1) : -1; // Arrow for Java's own numbers
    }
  }

  private static void appendTypes(
      ColumnLayout layout, List<ColumnSlice> slices, BatchAssembly out) {
    out.startBuffer();
    for (ColumnSlice slice : slices) {
      out.share(layout.buffer(slice, 0, slice.to()), slice.from(), slice.rows());
    }
    out.endBuffer();
  }
}
