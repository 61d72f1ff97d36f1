package io.fastflight.cli.output;

import io.fastflight.error.UnimplementedException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes one JSON object per line.
 *
 * <p>Integers of any width and decimals are numbers with all their digits; NaN and the infinities
 * are null; dates, times and spans are ISO-8601 texts; binary is base64.
 */
final class NdjsonWriter extends RowsWriter {
  private List<TextBuffer> names = List.of();

  NdjsonWriter(OutputStream out) {
    super(out);
  }

  @Override
  void header(List<String> columns, TextBuffer text) {
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(column)) {
        throw new UnimplementedException(
            "The result has two columns '%s', and a JSON object cannot. Use -o csv or -o arrow."
                .formatted(column));
      }
    }
    names = columns.stream().map(TextBuffer::jsonString).toList();
  }

  @Override
  void row(List<Cell> cells, int row, TextBuffer text) {
    text.ascii('{');
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        text.ascii(',');
      }
      text.append(names.get(i));
      text.ascii(':');
      cells.get(i).json(row, text);
    }
    text.ascii("}\n");
  }
}
