package io.fastflight.cli.output;

import java.io.OutputStream;
import java.util.List;

/**
 * Writes CSV: a header, lines ended by CR LF, quotes where needed.
 *
 * <p>Null is an empty field and an empty text is {@code ""}. In a result of one column null is
 * {@code ""} too: an empty line would be skipped by many readers, and a row with it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvWriter extends RowsWriter {
  CsvWriter(OutputStream out) {
    super(out);
  }

  @Override
  void header(List<String> columns, TextBuffer text) {
    TextBuffer field = new TextBuffer();
    for (int i = 0; i < columns.size(); i++) {
      field.clear();
      field.utf8(columns.get(i));
      separate(i, text);
      text.csv(field);
    }
    end(text);
  }

  @Override
  void row(List<Cell> cells, int row, TextBuffer text) {
    for (int i = 0; i < cells.size(); i++) {
      separate(i, text);
      if (!cells.get(i).isNull(row)) {
        cells.get(i).csv(row, text);
      } else if (cells.size() == 1) {
        text.ascii("\"\"");
      }
    }
    end(text);
  }

  private static void separate(int column, TextBuffer text) {
    if (column > 0) {
      text.ascii(',');
    }
  }

  private static void end(TextBuffer text) {
    text.ascii("\r\n");
  }
}
