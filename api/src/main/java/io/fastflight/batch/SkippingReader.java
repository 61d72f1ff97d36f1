package io.fastflight.batch;

import io.fastflight.error.IncompleteStreamException;
import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Leaves out the first rows of a reader, which it owns. */
final class SkippingReader implements BatchReader {
  private final BatchReader reader;
  private final long rows;
  private long left;
  private @Nullable VectorSchemaRoot rest;

  SkippingReader(BatchReader reader, long rows) {
    this.reader = reader;
    this.rows = rows;
    this.left = rows;
  }

  @Override
  public Schema schema() {
    return reader.schema();
  }

  @Override
  public boolean next() {
    release();
    while (reader.next()) {
      int count = reader.batch().getRowCount();
      if (left == 0) {
        return true;
      }
      if (left < count) {
        rest = BatchParts.rows(reader.batch(), (int) left, (int) (count - left));
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
    OptionalLong all = reader.expectedRows();
    return all.isPresent() ? OptionalLong.of(Math.max(0, all.getAsLong() - rows)) : all;
  }

  @Override
  public VectorSchemaRoot batch() {
    VectorSchemaRoot sliced = rest;
    return sliced == null ? reader.batch() : sliced;
  }

  @Override
  public DictionaryProvider dictionaries() {
    return reader.dictionaries();
  }

  @Override
  public void close() {
    try (reader) {
      release();
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
