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
    long bytes = offsets(source, rows, data.capacity());
    ArrowBuf target = out.buffer(bytes);
    ArrowBuf offsets = source.buffer(1);
    long to = 0;
    for (int run = 0; run < rows.size(); run++) {
      long first = offset(offsets, rows.from(run));
      long length = offset(offsets, rows.from(run) + rows.count(run)) - first;
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
    long unused = offsets(source, rows, values);
    ArrowBuf offsets = source.buffer(1);
    RowRuns items = new RowRuns();
    for (int run = 0; run < rows.size(); run++) {
      long first = offset(offsets, rows.from(run));
      long end = offset(offsets, rows.from(run) + rows.count(run));
      items.add(first, Math.toIntExact(end - first));
    }
    return items;
  }

  /** Adds the offsets of the rows, checked one by one, and returns the last. */
  private long offsets(Source source, RowRuns rows, long most) {
    if (rows.rows() == 0) {
      ArrowBuf unused = out.zeros(width);
      return 0;
    }
    ArrowBuf offsets = source.buffer(1);
    Gather.requireBytes(offsets, (rows.end() + 1) * width);
    ArrowBuf target = out.buffer((rows.rows() + 1) * width);
    long at = target.memoryAddress();
    put(at, 0);
    long base = offsets.memoryAddress();
    long total = 0;
    for (int run = 0; run < rows.size(); run++) {
      long from = base + rows.from(run) * width;
      long last = get(from);
      long moved = total - last;
      if (last < 0) {
        throw source.broken();
      }
      for (int i = 0; i < rows.count(run); i++) {
        from += width;
        at += width;
        long end = get(from);
        if (end < last || end > most) {
          throw source.broken();
        }
        put(at, end + moved);
        last = end;
      }
      total = last + moved;
    }
    return GatheredBuffers.requireOffset(total, width);
  }

  private long offset(ArrowBuf offsets, long row) {
    return get(offsets.memoryAddress() + row * width);
  }

  private long get(long address) {
    return width == Integer.BYTES ? MemoryUtil.getInt(address) : MemoryUtil.getLong(address);
  }

  private void put(long address, long offset) {
    if (width == Integer.BYTES) {
      MemoryUtil.putInt(address, (int) offset);
    } else {
      MemoryUtil.putLong(address, offset);
    }
  }
}
