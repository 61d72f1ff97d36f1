package io.fastflight.cli.output;

import io.fastflight.batch.BatchReader;
import io.fastflight.text.Cell;
import io.fastflight.text.Cells;
import io.fastflight.text.TextBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Writes the first rows of a result as a table, and under it how many there are in all. Written at
 * the complete end, since a table does not show where it was cut.
 */
final class TableWriter implements ResultWriter {
  private final OutputStream out;
  private final int maxRows;
  private final List<List<String>> rows = new ArrayList<>();
  private List<TextTable.Column> columns = List.of();

  TableWriter(OutputStream out, int maxRows) {
    this.out = out;
    this.maxRows = maxRows;
  }

  @Override
  public void start(BatchReader reader) {
    columns = reader.schema().getFields().stream().map(TableWriter::column).toList();
  }

  private static TextTable.Column column(Field field) {
    boolean encoded = field.getDictionary() != null;
    ArrowType type = field.getType();
    boolean number =
        type instanceof ArrowType.Int
            || type instanceof ArrowType.FloatingPoint
            || type instanceof ArrowType.Decimal;
    return new TextTable.Column(field.getName(), number && !encoded);
  }

  @Override
  public void batch(BatchReader reader) {
    if (rows.size() >= maxRows) {
      return;
    }
    List<Cell> cells = Cells.of(reader.batch(), reader.dictionaries());
    int rowCount = Math.min(reader.batch().getRowCount(), maxRows - rows.size());
    TextBuffer text = new TextBuffer();
    for (int row = 0; row < rowCount; row++) {
      List<String> shown = new ArrayList<>();
      for (Cell cell : cells) {
        text.clear();
        if (cell.isNull(row)) {
          text.ascii("null");
        } else {
          cell.plain(row, text);
        }
        shown.add(text.toString());
      }
      rows.add(shown);
    }
  }

  @Override
  public void finish(long rowCount) throws IOException {
    TextTable table = new TextTable(columns);
    rows.forEach(table::add);
    StringBuilder text = new StringBuilder();
    table.lines().forEach(line -> text.append(line).append('\n'));
    text.append(total(rowCount)).append('\n');
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private String total(long rowCount) {
    String all = String.format(Locale.ROOT, "%,d row%s", rowCount, rowCount == 1 ? "" : "s");
    return rows.size() == rowCount
        ? all
        : String.format(Locale.ROOT, "%,d of %s shown", rows.size(), all);
  }
}
