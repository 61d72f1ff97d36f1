package io.fastflight.text;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes one JSON object with the values of each column together, in chunks, so that no result need
 * be held whole to be written:
 *
 * <pre>{@code
 * {"columns":[{"name":"id","type":"Int(64, true)"}],
 * "chunks":[
 * [["1","2","3"]],
 * [["4"]]
 * ],"rows":4}
 * }</pre>
 *
 * <p>A chunk has one array for each column, all of one length.
 */
public final class JsonColumnsForm implements TextForm {
  private boolean first = true;

  /** Creates the form. */
  public JsonColumnsForm() {}

  @Override
  public void begin(Schema schema, TextBuffer text) {
    text.ascii("{\"columns\":[");
    List<Field> fields = schema.getFields();
    for (int i = 0; i < fields.size(); i++) {
      text.ascii(i == 0 ? "{\"name\":" : ",{\"name\":");
      text.append(TextBuffer.jsonString(fields.get(i).getName()));
      text.ascii(",\"type\":");
      text.append(TextBuffer.jsonString(fields.get(i).getType().toString()));
      text.ascii('}');
    }
    text.ascii("],\n\"chunks\":[");
  }

  @Override
  public void rows(List<Cell> cells, int from, int to, TextBuffer text) {
    text.ascii(first ? "\n[" : ",\n[");
    first = false;
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      text.ascii(i == 0 ? "[" : ",[");
      for (int row = from; row < to; row++) {
        if (row > from) {
          text.ascii(',');
        }
        cell.json(row, text);
      }
      text.ascii(']');
    }
    text.ascii(']');
  }

  @Override
  public void end(long rowCount, TextBuffer text) {
    text.ascii("\n],\"rows\":");
    text.number(rowCount);
    text.ascii("}\n");
  }

  @Override
  public int rowsAtATime() {
    return 4_096; // of a chunk, which has a cost of its own for whoever reads it
  }
}
