package io.fastflight.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Texts and bytes as views: 16 bytes a row, with the value in them up to 12 bytes and else a place
 * in one of several data buffers, in any order and perhaps shared.
 *
 * <p>A slice sends of each data buffer what lies between the first byte it uses and the last, and
 * its views are written anew. What would be a small piece is copied into one buffer for the whole
 * column, and so are the values alone where they are less than half of what lies between: else each
 * slice of a shuffled column would carry all of it.
 *
 * @see <a
 *     href="https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-view-layout">Variable-size
 *     binary view layout</a>
 */
final class ViewLayout extends ColumnLayout {
  private static final int VIEW_BYTES = 16;
  private static final int IN_PLACE_BYTES = 12;
  private static final int BUFFER_AT = 8;
  private static final int OFFSET_AT = 12;
  private static final int FIRST_DATA = 2;

  ViewLayout(Field field) {
    super(field);
  }

  @Override
  void appendParts(List<ColumnSlice> slices, BatchAssembly out) {
    appendValidity(slices, out);
    List<Region[]> regions = new ArrayList<>(slices.size());
    for (ColumnSlice slice : slices) {
      regions.add(regions(slice));
    }
    long copied = 0;
    int shared = 0;
    for (Region[] some : regions) {
      for (Region region : some) {
        region.buffer = region.isShared() ? shared++ : -1;
        region.at = region.isShared() ? 0 : copied;
        copied += region.copiedBytes();
      }
    }
    out.startBuffer();
    ArrowBuf views = out.allocate((long) ColumnSlice.rows(slices) * VIEW_BYTES);
    out.endBuffer();
    shareRegions(regions, out);
    ArrowBuf copies = views; // never written to, unless there is something to copy
    if (copied > 0) {
      out.startBuffer();
      copies = out.allocate(copied);
      out.endBuffer();
    }
    Writer writer = new Writer(views, copies, shared);
    out.variadicBuffers(shared + (copied > 0 ? 1 : 0));
    for (int i = 0; i < slices.size(); i++) {
      writer.write(slices.get(i), regions.get(i));
    }
  }

  private static void shareRegions(List<Region[]> regions, BatchAssembly out) {
    for (Region[] some : regions) {
      for (Region region : some) {
        if (region.isShared()) {
          out.startBuffer();
          out.share(region.data, region.range.first, region.range.bytes());
          out.endBuffer();
        }
      }
    }
  }

  private Region[] regions(ColumnSlice slice) {
    ArrowBuf views = buffer(slice, 1, (long) slice.to() * VIEW_BYTES);
    Region[] regions = new Region[slice.column().bufferCount() - FIRST_DATA];
    for (int i = 0; i < regions.length; i++) {
      regions[i] = new Region(slice.buffer(FIRST_DATA + i));
    }
    for (int row = slice.from(); row < slice.to(); row++) {
      long view = (long) row * VIEW_BYTES;
      int bytes = views.getInt(view);
      if (bytes > IN_PLACE_BYTES && !slice.isNull(row)) {
        int buffer = views.getInt(view + BUFFER_AT);
        int offset = views.getInt(view + OFFSET_AT);
        if (buffer < 0
            || buffer >= regions.length
            || offset < 0
            || offset > regions[buffer].data.readableBytes() - bytes) {
          throw broken(
              "has a view of %s bytes at %s of buffer %s, of %s"
                  .formatted(bytes, offset, buffer, regions.length));
        }
        regions[buffer].range.add(offset, bytes);
      }
    }
    return regions;
  }

  /** What a slice uses of one data buffer, and where it goes. */
  private static final class Region {
    final ArrowBuf data;
    final ListViewLayout.Range range = new ListViewLayout.Range();
    int buffer;
    long at;

    Region(ArrowBuf data) {
      this.data = data;
    }

    boolean isShared() {
      return range.isDense() && range.bytes() >= BatchAssembly.SMALL_BYTES;
    }

    long copiedBytes() {
      if (isShared()) {
        return 0;
      }
      return range.isDense() ? range.bytes() : range.used;
    }
  }

  /** Writes the views of one slice after those of another. */
  private static final class Writer {
    private final ArrowBuf views;
    private final ArrowBuf copies;
    private final int copiesBuffer;
    private long at;

    Writer(ArrowBuf views, ArrowBuf copies, int copiesBuffer) {
      this.views = views;
      this.copies = copies;
      this.copiesBuffer = copiesBuffer;
    }

    void write(ColumnSlice slice, Region[] regions) {
      for (Region region : regions) {
        if (!region.isShared() && region.range.isDense() && region.range.used > 0) {
          copies.setBytes(region.at, region.data, region.range.first, region.range.bytes());
        }
      }
      ArrowBuf source = slice.buffer(1);
      for (int row = slice.from(); row < slice.to(); row++, at += VIEW_BYTES) {
        long view = (long) row * VIEW_BYTES;
        if (slice.isNull(row)) {
          views.setZero(at, VIEW_BYTES);
          continue;
        }
        views.setBytes(at, source, view, VIEW_BYTES);
        int bytes = source.getInt(view);
        if (bytes > IN_PLACE_BYTES) {
          Region region = regions[source.getInt(view + BUFFER_AT)];
          place(region, source.getInt(view + OFFSET_AT), bytes);
        }
      }
    }

    private void place(Region region, int offset, int bytes) {
      views.setInt(at + BUFFER_AT, region.isShared() ? region.buffer : copiesBuffer);
      if (region.range.isDense()) {
        views.setInt(at + OFFSET_AT, (int) (region.at + offset - region.range.first));
        return;
      }
      copies.setBytes(region.at, region.data, offset, bytes);
      views.setInt(at + OFFSET_AT, (int) region.at);
      region.at += bytes;
    }
  }
}
