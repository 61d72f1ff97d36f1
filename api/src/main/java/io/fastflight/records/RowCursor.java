package io.fastflight.records;

import java.util.List;

/** The readers of a record's components, and the row they are to read. */
final class RowCursor {
  private final ColumnReader[] readers;
  private int row;

  RowCursor(List<ColumnReader> readers) {
    this.readers = readers.toArray(ColumnReader[]::new);
  }

  ColumnReader reader(int component) {
    return readers[component];
  }

  int row() {
    return row;
  }

  RowCursor at(int newRow) {
    row = newRow;
    return this;
  }
}
