package io.fastflight.cli.output;

import io.fastflight.batch.BatchReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/** Writes a line per row; what a line looks like is said by its subclasses. */
abstract class RowsWriter implements ResultWriter {
  private static final int FLUSH_BYTES = 64 * 1024;

  private final OutputStream out;
  private final TextBuffer lines = new TextBuffer();

  RowsWriter(OutputStream out) {
    this.out = out;
  }

  /** Appends what comes before the first row. */
  abstract void header(List<String> columns, TextBuffer text);

  /** Appends one row and the end of its line. */
  abstract void row(List<Cell> cells, int row, TextBuffer text);

  @Override
  public final void start(BatchReader reader) {
    header(reader.schema().getFields().stream().map(Field::getName).toList(), lines);
  }

  @Override
  public final void batch(BatchReader reader) throws IOException {
    List<Cell> cells = Cells.of(reader.batch(), reader.dictionaries());
    int rowCount = reader.batch().getRowCount();
    for (int row = 0; row < rowCount; row++) {
      row(cells, row, lines);
      if (lines.size() >= FLUSH_BYTES) {
        flush();
      }
    }
    flush();
  }

  @Override
  public final void finish(long rowCount) throws IOException {
    flush();
  }

  private void flush() throws IOException {
    lines.writeTo(out);
    lines.clear();
    out.flush();
  }
}
