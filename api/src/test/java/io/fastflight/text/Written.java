package io.fastflight.text;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Writes vectors of a test as text. */
final class Written {
  private Written() {}

  /** Returns the whole result of one batch in a form, and closes the columns. */
  static String whole(TextForm form, FieldVector... columns) {
    try (VectorSchemaRoot batch = VectorSchemaRoot.of(columns)) {
      batch.setRowCount(columns[0].getValueCount());
      return whole(form, batch, new DictionaryProvider.MapDictionaryProvider());
    }
  }

  static String whole(TextForm form, VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    TextBuffer text = new TextBuffer();
    form.begin(batch.getSchema(), text);
    form.rows(Cells.of(batch, dictionaries), 0, batch.getRowCount(), text);
    form.end(batch.getRowCount(), text);
    return text.toString();
  }

  /** Returns the column's values as JSON, and closes it. */
  static List<String> json(FieldVector column) {
    return values(column, Cell::json);
  }

  /** Returns the column's values as plain text, or null, and closes it. */
  static List<String> plain(FieldVector column) {
    return values(
        column,
        (cell, row, text) -> {
          if (cell.isNull(row)) {
            text.ascii("null");
          } else {
            cell.plain(row, text);
          }
        });
  }

  private interface Form {
    void append(Cell cell, int row, TextBuffer text);
  }

  private static List<String> values(FieldVector column, Form form) {
    try (VectorSchemaRoot batch = VectorSchemaRoot.of(column)) {
      Cell cell = Cells.of(batch, new DictionaryProvider.MapDictionaryProvider()).get(0);
      List<String> values = new ArrayList<>();
      TextBuffer text = new TextBuffer();
      for (int row = 0; row < column.getValueCount(); row++) {
        text.clear();
        form.append(cell, row, text);
        values.add(text.toString());
      }
      return values;
    }
  }
}
