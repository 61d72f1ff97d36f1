package io.fastflight.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.types.pojo.Field;

/** The layouts whose rows are where their number says, or where one offset says. */
final class FlatLayouts {
  private FlatLayouts() {}

  /** Null: a count and no buffers. */
  static final class Nothing extends ColumnLayout {
    Nothing(Field field) {
      super(field);
    }

    @Override
    void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
      int rows = ColumnSlice.rows(slices);
      out.node(rows, rows);
    }
  }

  /** Booleans: bits, as validity is. */
  static final class Bools extends ColumnLayout {
    Bools(Field field) {
      super(field);
    }

    @Override
    void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
      for (ColumnSlice slice : slices) {
        buffer(slice, 1, Bits.bytes(slice.to()));
      }
      appendValidity(slices, out);
      out.bits(slices, 1);
    }
  }

  /** All whose values have one width in bytes. */
  static final class Fixed extends ColumnLayout {
    private final long width;

    Fixed(Field field) {
      super(field);
      this.width = bitsOf(1) / Byte.SIZE;
    }

    @Override
    void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
      appendValidity(slices, out);
      out.startBuffer();
      for (ColumnSlice slice : slices) {
        ArrowBuf values = buffer(slice, 1, slice.to() * width);
        out.share(values, slice.from() * width, slice.rows() * width);
      }
      out.endBuffer();
    }
  }

  /** Texts and bytes: offsets into one buffer. */
  static final class Variable extends ColumnLayout {
    private final Offsets offsets;

    Variable(Field field, Offsets offsets) {
      super(field);
      this.offsets = offsets;
    }

    @Override
    boolean goesAsItIs(ColumnBuffers column) {
      return offsets.beginAtZero(column);
    }

    @Override
    long room(ColumnBuffers column) {
      return offsets.width() == Long.BYTES
          ? column.length()
          : Math.max(column.length(), column.buffer(2).readableBytes());
    }

    @Override
    void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
      appendValidity(slices, out);
      offsets.append(this, slices, out);
      out.startBuffer();
      for (ColumnSlice slice : slices) {
        offsets.require(this, slice, slice.buffer(2).readableBytes());
        long first = offsets.first(slice);
        out.share(slice.buffer(2), first, offsets.last(slice) - first);
      }
      out.endBuffer();
    }
  }

  /** Structures: the same rows of each member. */
  static final class Struct extends ColumnLayout {
    Struct(Field field) {
      super(field);
    }

    @Override
    void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
      appendValidity(slices, out);
      appendMembers(this, slices, out);
    }
  }

  /** Appends the same rows of each child. */
  static void appendMembers(ColumnLayout layout, List<ColumnSlice> slices, BatchAssembly out) {
    for (int i = 0; i < layout.childCount(); i++) {
      List<ColumnSlice> members = new ArrayList<>(slices.size());
      for (ColumnSlice slice : slices) {
        members.add(new ColumnSlice(slice.column().child(i), slice.from(), slice.to()));
      }
      layout.child(i).append(members, out);
    }
  }
}
