package io.fastflight.policy.column;

import io.fastflight.policy.column.Gather.Source;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;

/** Copies columns whose values lie between offsets: text, bytes and lists. */
final class VariableGather {
  private final GatheredBuffers out;
  private final int width;

  /** Creates it for offsets of so many bytes. */
  VariableGather(GatheredBuffers out, int width) {
    this.out = out;
    this.width = width;
  }

  void texts(Source source, RowRuns rows, Gather gather) {
    gather.validity(source, rows);
    ArrowBuf data = source.buffer(2);
    Offsets ends = offsets(source, rows, data.capacity());
    ArrowBuf target = out.buffer(ends.get(rows.rows()));
    Offsets offsets = Offsets.of(source.buffer(1), width);
    if (rows.areShort()) {
      ScatteredCopy.texts(data, offsets, rows.each(), target, ends);
      return;
    }
    long to = 0;
    for (int run = 0; run < rows.size(); run++) {
      long first = offsets.get(rows.from(run));
      long length = offsets.get(rows.from(run) + rows.count(run)) - first;
      if (length > 0) {
        MemoryUtil.copyMemory(data.memoryAddress() + first, target.memoryAddress() + to, length);
        to += length;
      }
    }
  }

  /** Returns the values of the child that the lists have. */
  RowRuns lists(Source source, RowRuns rows, Gather gather) {
    gather.validity(source, rows);
    long values = source.children().get(0).getValueCount();
    Offsets unused = offsets(source, rows, values);
    Offsets offsets = Offsets.of(source.buffer(1), width);
    RowRuns items = new RowRuns();
    for (int run = 0; run < rows.size(); run++) {
      long first = offsets.get(rows.from(run));
      long end = offsets.get(rows.from(run) + rows.count(run));
      items.add(first, Math.toIntExact(end - first));
    }
    return items;
  }

  /** Adds the offsets of the rows, checked one by one: one more than rows, the first is zero. */
  private Offsets offsets(Source source, RowRuns rows, long most) {
    Offsets target = Offsets.of(out.buffer((rows.rows() + 1) * width), width);
    target.set(0, 0);
    if (rows.rows() == 0) {
      return target;
    }
    Gather.requireBytes(source.buffer(1), (rows.end() + 1) * width);
    Offsets offsets = Offsets.of(source.buffer(1), width);
    long total =
        rows.areShort()
            ? each(offsets, rows.each(), target, most)
            : runs(offsets, rows, target, most);
    if (total < 0) {
      throw source.broken();
    }
    GatheredBuffers.requireOffset(total, width);
    return target;
  }

  /** Returns how many values there are in all; less than 0 if some offset cannot be. */
  private static long each(Offsets offsets, int[] rows, Offsets target, long most) {
    long total = 0;
    for (int i = 0; i < rows.length; i++) {
      long start = offsets.get(rows[i]);
      long end = offsets.get(rows[i] + 1L);
      if ((start | end - start | most - end) < 0) {
        return -1;
      }
      total += end - start;
      target.set(i + 1L, total);
    }
    return total;
  }

  private static long runs(Offsets offsets, RowRuns rows, Offsets target, long most) {
    long total = 0;
    long at = 0;
    for (int run = 0; run < rows.size(); run++) {
      long row = rows.from(run);
      long first = offsets.get(row);
      long last = first;
      long moved = total - first;
      long wrong = first; // less than 0 as soon as an offset cannot be
      for (int i = 0; i < rows.count(run); i++) {
        long end = offsets.get(++row);
        wrong |= end - last;
        target.set(++at, end + moved);
        last = end;
      }
      if ((wrong | most - last) < 0) {
        return -1;
      }
      total = last + moved;
    }
    return total;
  }
}
