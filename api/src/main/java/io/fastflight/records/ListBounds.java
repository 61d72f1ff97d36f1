package io.fastflight.records;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;

/** Says where the elements of a row's list lie. */
interface ListBounds {
  /** Stands where there is no batch yet. */
  ListBounds NONE = of(row -> 0, row -> 0);

  int start(int row);

  int length(int row);

  /** Gives a number for a row. */
  interface OfRow {
    long at(int row);
  }

  /** Returns the bounds in {@code vector}, which is a list of whatever layout, or a map. */
  static ListBounds of(FieldVector vector) {
    if (vector instanceof FixedSizeListVector fixed) {
      int size = fixed.getListSize();
      return of(row -> (long) row * size, row -> size);
    }
    ArrowBuf offsets = vector.getOffsetBuffer();
    OfRow small = row -> offsets.getInt((long) row << 2);
    OfRow large = row -> offsets.getLong((long) row << 3);
    if (vector instanceof ListVector) {
      return of(small, row -> small.at(row + 1) - small.at(row));
    } else if (vector instanceof LargeListVector) {
      return of(large, row -> large.at(row + 1) - large.at(row));
    } else if (vector instanceof ListViewVector views) {
      ArrowBuf sizes = views.getSizeBuffer();
      return of(small, row -> sizes.getInt((long) row << 2));
    }
    ArrowBuf sizes = ((LargeListViewVector) vector).getSizeBuffer();
    return of(row -> offsets.getLong((long) row << 3), row -> sizes.getLong((long) row << 3));
  }

  private static ListBounds of(OfRow start, OfRow length) {
    return new ListBounds() {
      @Override
      public int start(int row) {
        return Math.toIntExact(start.at(row));
      }

      @Override
      public int length(int row) {
        return Math.toIntExact(length.at(row));
      }
    };
  }
}
