package io.fastflight.text;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes one JSON object per line.
 *
 * @see <a href="https://github.com/ndjson/ndjson-spec">NDJSON</a>
 */
public final class NdjsonForm implements TextForm {
  private final JsonObjects objects = new JsonObjects();

  /** Creates the form. */
  public NdjsonForm() {}

  @Override
  public void begin(Schema schema, TextBuffer text) {
    objects.begin(schema);
  }

  @Override
  public void rows(List<Cell> cells, int from, int to, TextBuffer text) {
    Cell[] columns = cells.toArray(Cell[]::new);
    for (int row = from; row < to; row++) {
      objects.row(columns, row, text);
      text.ascii('\n');
    }
  }

  @Override
  public void end(long rowCount, TextBuffer text) {}
}
