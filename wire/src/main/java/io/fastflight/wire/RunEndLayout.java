package io.fastflight.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Run-end encoded: no buffers, one child that says where each run ends and one with its value. Runs
 * are cut at the edges of a slice, and their ends counted from its first row.
 */
final class RunEndLayout extends ColumnLayout {
  private final Offsets ends;

  RunEndLayout(Field field) {
    super(field);
    ArrowType.Int type = (ArrowType.Int) storage(field.getChildren().get(0));
    this.ends = new Offsets(type.getBitWidth() / Byte.SIZE);
  }

  @Override
  long room(ColumnBuffers column) {
    return ends.width() == Short.BYTES ? (long) column.length() << Short.SIZE : column.length();
  }

  @Override
  void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
    out.node(ColumnSlice.rows(slices), 0);
    List<ColumnSlice> values = new ArrayList<>(slices.size());
    for (ColumnSlice slice : slices) {
      int first = runOf(slice, slice.from());
      values.add(new ColumnSlice(slice.column().child(1), first, runOf(slice, slice.to() - 1) + 1));
    }
    int runs = ColumnSlice.rows(values);
    out.node(runs, 0);
    out.startBuffer(); // run ends have no nulls
    out.endBuffer();
    out.startBuffer();
    if (runs > 0) {
      appendEnds(slices, values, out.allocate((long) runs * ends.width()));
    }
    out.endBuffer();
    child(1).append(values, out);
  }

  private void appendEnds(List<ColumnSlice> slices, List<ColumnSlice> runs, ArrowBuf target) {
    int at = 0;
    long base = 0;
    for (int i = 0; i < slices.size(); i++) {
      ColumnSlice slice = slices.get(i);
      ArrowBuf source = slice.column().child(0).buffer(1);
      for (int run = runs.get(i).from(); run < runs.get(i).to(); run++) {
        long end = Math.min(ends.get(source, run), slice.to());
        ends.set(target, at++, base + end - slice.from());
      }
      base += slice.rows();
    }
  }

  /** Returns the run a row is in: the first that ends after it. */
  private int runOf(ColumnSlice slice, int row) {
    ColumnBuffers runs = slice.column().child(0);
    ArrowBuf source = runs.buffer(1);
    int low = 0;
    int high = runs.length();
    if (source.readableBytes() < (long) high * ends.width()) {
      throw broken("has fewer run ends than it says");
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends.get(source, middle) > row) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    if (low == runs.length()) {
      throw broken("has runs that end before row " + row);
    }
    return low;
  }
}
