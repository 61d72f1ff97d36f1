package io.fastflight.wire;

import io.fastflight.error.DataServiceException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BufferLayout;
import org.apache.arrow.vector.BufferLayout.BufferType;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.ArrowType.Union;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Knows how a column of one type lies in memory: appends slices of it to a message, one after the
 * other, without copying what may be shared.
 *
 * <p>A slice that is a whole column, alone in its message, is sent as it is. All others are cut out
 * and joined by the subclass, one for each family of layouts.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#physical-memory-layout">Physical
 *     memory layout</a>
 */
abstract class ColumnLayout {
  private final Field field;
  private final List<ColumnLayout> children = new ArrayList<>();
  private final List<BufferLayout> buffers;
  private final boolean variadic;

  ColumnLayout(Field field) {
    this.field = field;
    TypeLayout layout = TypeLayout.getTypeLayout(storage(field));
    this.buffers = layout.getBufferLayouts();
    this.variadic = !layout.isFixedBufferCount();
    for (Field child : field.getChildren()) {
      children.add(of(child));
    }
  }

  /** Returns the layout of a field in memory format: a dictionary-encoded one is its index. */
  static ColumnLayout of(Field field) {
    ArrowType type = storage(field);
    return switch (type.getTypeID()) {
      case Null -> new FlatLayouts.Nothing(field);
      case Bool -> new FlatLayouts.Bools(field);
      case Utf8, Binary -> new FlatLayouts.Variable(field, new Offsets(Integer.BYTES));
      case LargeUtf8, LargeBinary -> new FlatLayouts.Variable(field, new Offsets(Long.BYTES));
      case Utf8View, BinaryView -> new ViewLayout(field);
      case List, Map -> new ListLayouts.Lists(field, new Offsets(Integer.BYTES));
      case LargeList -> new ListLayouts.Lists(field, new Offsets(Long.BYTES));
      case FixedSizeList -> new ListLayouts.FixedSize(field);
      case ListView -> new ListViewLayout(field, new Offsets(Integer.BYTES));
      case LargeListView -> new ListViewLayout(field, new Offsets(Long.BYTES));
      case Struct -> new FlatLayouts.Struct(field);
      case Union ->
          switch (((Union) type).getMode()) {
            case Sparse -> new UnionLayouts.Sparse(field);
            case Dense -> new UnionLayouts.Dense(field);
          };
      case RunEndEncoded -> new RunEndLayout(field);
      default -> new FlatLayouts.Fixed(field);
    };
  }

  /** Returns a field's type as it lies in memory. */
  static ArrowType storage(Field field) {
    ArrowType type = field.getType();
    while (type instanceof ExtensionType extension) {
      type = extension.storageType();
    }
    return type;
  }

  /** Appends the rows of all slices as one column. */
  final void append(List<ColumnSlice> slices, BatchAssembly out) {
    if (slices.size() == 1 && slices.get(0).isWhole() && goesAsItIs(slices.get(0).column())) {
      appendAsItIs(slices.get(0).column(), out);
      return;
    }
    List<ColumnSlice> some = new ArrayList<>(slices.size());
    for (ColumnSlice slice : slices) {
      if (slice.from() < 0 || slice.from() > slice.to() || slice.to() > slice.column().length()) {
        throw broken(
            "has %s values where rows %s to %s are wanted"
                .formatted(slice.column().length(), slice.from(), slice.to()));
      }
      if (slice.rows() > 0) {
        some.add(slice);
      }
    }
    appendParts(some, out);
  }

  /** Appends slices that have rows: the node, the buffers, and what is within. */
  abstract void appendParts(List<ColumnSlice> slices, BatchAssembly out);

  /** Returns whether nothing is won by cutting a whole column to what its rows use. */
  boolean goesAsItIs(ColumnBuffers column) {
    return true;
  }

  /**
   * Returns what a column takes of the room the narrowest number of its type has, where 2^31 - 1 is
   * all: rows, or the bytes its offsets count.
   */
  long room(ColumnBuffers column) {
    return column.length();
  }

  /** Returns the length of a whole column in a body, with padding and without bits left out. */
  final long bytes(ColumnBuffers column) {
    long bytes = 0;
    for (int i = hasValidity() && column.nullCount() == 0 ? 1 : 0; i < column.bufferCount(); i++) {
      bytes += WireFrame.padded(column.buffer(i).readableBytes());
    }
    for (int i = 0; i < children.size(); i++) {
      bytes += child(i).bytes(column.child(i));
    }
    return bytes;
  }

  /** Returns the most {@link #room} that the column or one within it takes. */
  final long totalRoom(ColumnBuffers column) {
    long room = room(column);
    for (int i = 0; i < children.size(); i++) {
      room = Math.max(room, child(i).totalRoom(column.child(i)));
    }
    return room;
  }

  private void appendAsItIs(ColumnBuffers column, BatchAssembly out) {
    int nulls = this instanceof FlatLayouts.Nothing ? column.length() : column.nullCount();
    out.node(column.length(), nulls);
    boolean omitted = hasValidity() && nulls == 0 && out.omitsValidity(column.length());
    for (int i = 0; i < column.bufferCount(); i++) {
      out.startBuffer();
      if (i > 0 || !omitted) {
        out.share(column.buffer(i), 0, column.buffer(i).readableBytes());
      }
      out.endBuffer();
    }
    if (variadic) {
      out.variadicBuffers(column.bufferCount() - buffers.size());
    }
    for (int i = 0; i < children.size(); i++) {
      ColumnBuffers child = column.child(i);
      child(i).append(List.of(new ColumnSlice(child, 0, child.length())), out);
    }
  }

  /** Appends the node and the validity bits; a column without nulls sends none. */
  final void appendValidity(List<ColumnSlice> slices, BatchAssembly out) {
    int rows = ColumnSlice.rows(slices);
    int nulls = 0;
    for (ColumnSlice slice : slices) {
      if (slice.column().nullCount() > 0) {
        buffer(slice, 0, Bits.bytes(slice.to()));
        nulls += slice.nulls();
      }
    }
    out.node(rows, nulls);
    if (nulls == 0 && out.omitsValidity(rows)) {
      out.startBuffer();
      out.endBuffer();
    } else {
      out.bits(slices, 0);
    }
  }

  /** Returns a buffer of the slice's, made sure to have the bytes its rows need. */
  final ArrowBuf buffer(ColumnSlice slice, int index, long bytes) {
    ArrowBuf buffer = slice.buffer(index);
    if (buffer.readableBytes() < bytes) {
      throw broken(
          "has a buffer of %s bytes where %s are needed".formatted(buffer.readableBytes(), bytes));
    }
    return buffer;
  }

  /** Returns the failure of a column that contradicts itself. */
  final DataServiceException broken(String what) {
    return new DataServiceException(
        "A batch cannot be sent: its column '%s' of type %s %s. Let the source build its vectors anew."
            .formatted(field.getName(), field.getType(), what));
  }

  final Field field() {
    return field;
  }

  final int childCount() {
    return children.size();
  }

  final ColumnLayout child(int index) {
    return children.get(index);
  }

  final boolean hasValidity() {
    return !buffers.isEmpty() && buffers.get(0).getType() == BufferType.VALIDITY;
  }

  /** Returns how many bits a value has in one of the buffers. */
  final int bitsOf(int buffer) {
    return buffers.get(buffer).getTypeBitWidth();
  }

  final boolean allows(int bufferCount, int childCount) {
    return childCount == children.size()
        && (variadic ? bufferCount >= buffers.size() : bufferCount == buffers.size());
  }
}
