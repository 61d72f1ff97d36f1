package io.fastflight.policy.column;

import io.fastflight.policy.column.Gather.Source;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Copies columns whose rows say where their value lies. The values are copied too, each for its
 * row: the buffers they lie in also hold those of rows that are left out.
 */
final class ViewGather {
  private static final int VIEW_BYTES = 16;
  private static final int IN_PLACE_BYTES = 12;
  private static final int BUFFER_AT = 8;
  private static final int OFFSET_AT = 12;
  private static final int FIRST_DATA = 2;

  private final GatheredBuffers out;

  ViewGather(GatheredBuffers out) {
    this.out = out;
  }

  void texts(Source source, RowRuns rows, Gather gather) {
    gather.validity(source, rows);
    ArrowBuf views = source.buffer(1);
    Gather.requireBytes(views, rows.end() * VIEW_BYTES);
    long bytes = 0;
    for (int run = 0; run < rows.size(); run++) {
      for (long row = rows.from(run); row < rows.from(run) + rows.count(run); row++) {
        bytes += elsewhere(source, row);
      }
    }
    bytes = GatheredBuffers.requireOffset(bytes, Integer.BYTES);
    ArrowBuf target = out.zeros(rows.rows() * VIEW_BYTES);
    out.variadic(bytes > 0 ? 1 : 0);
    if (bytes > 0) {
      copy(source, rows, target, out.buffer(bytes));
    } else {
      copy(source, rows, target, target); // nothing will be copied there
    }
  }

  private void copy(Source source, RowRuns rows, ArrowBuf views, ArrowBuf values) {
    ArrowBuf from = source.buffer(1);
    long at = 0;
    long used = 0;
    for (int run = 0; run < rows.size(); run++) {
      for (long row = rows.from(run); row < rows.from(run) + rows.count(run); row++) {
        if (!source.vector().isNull((int) row)) {
          views.setBytes(at, from, row * VIEW_BYTES, VIEW_BYTES);
          long length = elsewhere(source, row);
          if (length > 0) {
            long view = row * VIEW_BYTES;
            ArrowBuf data = source.buffer(FIRST_DATA + from.getInt(view + BUFFER_AT));
            values.setBytes(used, data, from.getInt(view + OFFSET_AT), length);
            views.setInt(at + BUFFER_AT, 0);
            views.setInt(at + OFFSET_AT, (int) used);
            used += length;
          }
        }
        at += VIEW_BYTES;
      }
    }
  }

  /** Returns how many bytes of a row's value lie outside its view. */
  private static long elsewhere(Source source, long row) {
    if (source.vector().isNull((int) row)) {
      return 0;
    }
    ArrowBuf views = source.buffer(1);
    long view = row * VIEW_BYTES;
    int length = views.getInt(view);
    if (length <= IN_PLACE_BYTES) {
      return 0;
    }
    int buffer = views.getInt(view + BUFFER_AT);
    int offset = views.getInt(view + OFFSET_AT);
    if (buffer < 0
        || buffer >= source.buffers().size() - FIRST_DATA
        || offset < 0
        || offset > source.buffer(FIRST_DATA + buffer).capacity() - length) {
      throw source.broken();
    }
    return length;
  }

  /** Returns the values of the child that the lists have, each list's its own. */
  RowRuns lists(Source source, RowRuns rows, Gather gather, int width) {
    gather.validity(source, rows);
    ArrowBuf offsets = source.buffer(1);
    ArrowBuf sizes = source.buffer(2);
    Gather.requireBytes(offsets, rows.end() * width);
    Gather.requireBytes(sizes, rows.end() * width);
    ArrowBuf newOffsets = out.zeros(rows.rows() * width);
    ArrowBuf newSizes = out.zeros(rows.rows() * width);
    RowRuns items = new RowRuns();
    long values = source.children().get(0).getValueCount();
    long at = 0;
    for (int run = 0; run < rows.size(); run++) {
      for (long row = rows.from(run); row < rows.from(run) + rows.count(run); row++, at++) {
        if (source.vector().isNull((int) row)) {
          continue;
        }
        long offset = get(offsets, row, width);
        long size = get(sizes, row, width);
        if (offset < 0 || size < 0 || offset > values - size) {
          throw source.broken();
        }
        set(newOffsets, at, width, items.rows());
        set(newSizes, at, width, size);
        items.add(offset, (int) size);
        GatheredBuffers.requireOffset(items.rows(), Integer.BYTES);
      }
    }
    return items;
  }

  static long get(ArrowBuf buffer, long index, int width) {
    return width == Integer.BYTES
        ? buffer.getInt(index * Integer.BYTES)
        : buffer.getLong(index * Long.BYTES);
  }

  private static void set(ArrowBuf buffer, long index, int width, long value) {
    if (width == Integer.BYTES) {
      buffer.setInt(index * Integer.BYTES, (int) value);
    } else {
      buffer.setLong(index * Long.BYTES, value);
    }
  }
}
