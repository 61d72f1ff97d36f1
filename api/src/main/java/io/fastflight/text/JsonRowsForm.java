package io.fastflight.text;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes one JSON array with an object for each row. */
public final class JsonRowsForm implements TextForm {
  private final JsonObjects objects = new JsonObjects();
  private boolean first = true;

  /** Creates the form. */
  public JsonRowsForm() {}

  @Override
  public void begin(Schema schema, TextBuffer text) {
    objects.begin(schema);
    text.ascii('[');
  }

  @Override
  public void rows(List<Cell> cells, int from, int to, TextBuffer text) {
    Cell[] columns = cells.toArray(Cell[]::new);
    for (int row = from; row < to; row++) {
      text.ascii(first ? "\n" : ",\n");
      first = false;
      objects.row(columns, row, text);
    }
  }

  @Override
  public void end(long rowCount, TextBuffer text) {
    text.ascii("\n]\n");
  }
}
