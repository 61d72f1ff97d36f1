package io.fastflight.text;

import io.fastflight.error.UnimplementedException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes rows as JSON objects: what NDJSON and an array of rows have in common. */
final class JsonObjects {
  private TextBuffer[] names = {};

  void begin(Schema schema) {
    Set<String> seen = new HashSet<>();
    for (Field field : schema.getFields()) {
      if (!seen.add(field.getName())) {
        throw new UnimplementedException(
            "The result has two columns '%s', and a JSON object cannot. Ask for csv or arrow."
                .formatted(field.getName()));
      }
    }
    List<Field> fields = schema.getFields();
    names = new TextBuffer[fields.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = new TextBuffer();
      names[i].ascii(i == 0 ? '{' : ',');
      names[i].append(TextBuffer.jsonString(fields.get(i).getName()));
      names[i].ascii(':');
    }
  }

  void row(Cell[] cells, int row, TextBuffer text) {
    for (int i = 0; i < cells.length; i++) {
      text.append(names[i]);
      cells[i].json(row, text);
    }
    text.ascii(cells.length == 0 ? "{}" : "}");
  }
}
