package io.fastflight.policy.column;

import io.fastflight.policy.column.Gather.Source;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Copies run-end encoded columns: runs without rows are left out, and ends are counted anew. */
final class RunEndGather {
  private final GatheredBuffers out;
  private long[] ends = new long[16];
  private int count;
  private int lastRun = -1;

  RunEndGather(GatheredBuffers out) {
    this.out = out;
  }

  /** Adds the column and its run ends, and returns which of its values are used. */
  RowRuns ends(Source source, RowRuns rows) {
    FieldVector runs = source.children().get(0);
    int width = ((ArrowType.Int) runs.getField().getType()).getBitWidth() / Byte.SIZE;
    ArrowBuf data = runs.getFieldBuffers().get(1);
    Gather.requireBytes(data, (long) runs.getValueCount() * width);
    RowRuns used = new RowRuns();
    long total = 0;
    for (int i = 0; i < rows.size(); i++) {
      long row = rows.from(i);
      long behind = row + rows.count(i);
      for (int run = runOf(source, data, width, row); row < behind; run++) {
        long end = Math.min(end(source, data, width, run), behind);
        total += end - row;
        note(run, total, used);
        row = end;
      }
    }
    out.node(rows.rows(), 0);
    out.node(count, 0);
    out.empty(); // run ends have no nulls
    write(out.buffer((long) count * width), width);
    return used;
  }

  /** Notes up to which row of the result a run goes, which may go on from the one before. */
  private void note(int run, long end, RowRuns used) {
    if (run == lastRun) {
      ends[count - 1] = end;
      return;
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count++] = end;
    lastRun = run;
    used.add(run, 1);
  }

  private void write(ArrowBuf target, int width) {
    for (int i = 0; i < count; i++) {
      long at = (long) i * width;
      switch (width) {
        case Short.BYTES -> target.setShort(at, (short) ends[i]);
        case Integer.BYTES -> target.setInt(at, (int) ends[i]);
        default -> target.setLong(at, ends[i]);
      }
    }
  }

  /** Returns the run a row is in: the first that ends after it. */
  private static int runOf(Source source, ArrowBuf data, int width, long row) {
    int low = 0;
    int high = source.children().get(0).getValueCount();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(data, width, middle) > row) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static long end(Source source, ArrowBuf data, int width, int run) {
    if (run >= source.children().get(0).getValueCount()) {
      throw source.broken();
    }
    return get(data, width, run);
  }

  private static long get(ArrowBuf data, int width, int run) {
    long at = (long) run * width;
    return switch (width) {
      case Short.BYTES -> data.getShort(at);
      case Integer.BYTES -> data.getInt(at);
      default -> data.getLong(at);
    };
  }
}
