package io.fastflight.cli.output;

import io.fastflight.batch.BatchReader;
import io.fastflight.text.Cell;
import io.fastflight.text.Cells;
import io.fastflight.text.TextBuffer;
import io.fastflight.text.TextForm;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes a result as text, some rows at a time. */
final class RowsWriter implements ResultWriter {
  private static final int FLUSH_BYTES = 64 * 1024;

  private final OutputStream out;
  private final TextForm form;
  private final TextBuffer text = new TextBuffer();

  RowsWriter(OutputStream out, TextForm form) {
    this.out = out;
    this.form = form;
  }

  @Override
  public void start(BatchReader reader) {
    form.begin(reader.schema(), text);
  }

  @Override
  public void batch(BatchReader reader) throws IOException {
    List<Cell> cells = Cells.of(reader.batch(), reader.dictionaries());
    int rowCount = reader.batch().getRowCount();
    int step = form.rowsAtATime();
    for (int row = 0; row < rowCount; row += step) {
      form.rows(cells, row, Math.min(row + step, rowCount), text);
      if (text.size() >= FLUSH_BYTES) {
        flush();
      }
    }
    flush();
  }

  @Override
  public void finish(long rowCount) throws IOException {
    form.end(rowCount, text);
    flush();
  }

  private void flush() throws IOException {
    text.writeTo(out);
    text.clear();
    out.flush();
  }
}
