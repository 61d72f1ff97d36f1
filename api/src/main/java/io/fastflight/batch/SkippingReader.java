package io.fastflight.batch;

import io.fastflight.error.IncompleteStreamException;
import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** Leaves out the first rows of a reader, which it owns. */
final class SkippingReader extends ForwardingReader {
  private final long rows;
  private long left;
  private @Nullable VectorSchemaRoot rest;

  SkippingReader(BatchReader reader, long rows) {
    super(reader);
    this.rows = rows;
    this.left = rows;
  }

  @Override
  public boolean next() {
    release();
    while (super.next()) {
      int count = super.batch().getRowCount();
      if (left == 0) {
        return true;
      }
      if (left < count) {
        rest = BatchParts.rows(super.batch(), (int) left, (int) (count - left));
        left = 0;
        return true;
      }
      left -= count;
    }
    if (left > 0) {
      throw new IncompleteStreamException(
          "The stream has %s rows where %s were to be left out: its data has changed. Read it again from the beginning."
              .formatted(rows - left, rows));
    }
    return false;
  }

  @Override
  public OptionalLong expectedRows() {
    OptionalLong all = super.expectedRows();
    return all.isPresent() ? OptionalLong.of(Math.max(0, all.getAsLong() - rows)) : all;
  }

  @Override
  public VectorSchemaRoot batch() {
    VectorSchemaRoot sliced = rest;
    return sliced == null ? super.batch() : sliced;
  }

  @Override
  public void close() {
    try {
      release();
    } finally {
      super.close();
    }
  }

  private void release() {
    VectorSchemaRoot sliced = rest;
    rest = null;
    if (sliced != null) {
      sliced.close();
    }
  }
}
