package io.fastflight.batch;

import java.util.List;
import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads the batches of a table, which keeps them. <b>Ownership:</b> closes what it was given. */
final class TableReader implements BatchReader {
  private final Table table;
  private final AutoCloseable owned;
  private int position = -1;
  private boolean closed;

  TableReader(Table table, AutoCloseable owned) {
    this.table = table;
    this.owned = owned;
  }

  @Override
  public Schema schema() {
    return table.schema();
  }

  @Override
  public boolean next() {
    if (closed) {
      throw new IllegalStateException("This reader of a table is closed.");
    }
    if (position < table.batches().size()) {
      position++;
    }
    return position < table.batches().size();
  }

  @Override
  public VectorSchemaRoot batch() {
    if (position < 0 || position >= table.batches().size()) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return table.batches().get(position);
  }

  @Override
  public DictionaryProvider dictionaries() {
    return table.dictionaries();
  }

  @Override
  public OptionalLong expectedRows() {
    return OptionalLong.of(table.rowCount());
  }

  @Override
  public void close() {
    closed = true;
    position = Integer.MAX_VALUE;
    Closing.all(List.of(owned));
  }
}
