package io.fastflight.batch;

import io.fastflight.error.InvalidParamsException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Shows some columns and the first rows of a reader, which it owns. */
final class SelectedReader extends ForwardingReader {
  private static final int SHOWN_COLUMNS = 50;

  private final List<Integer> columns; // indexes, in the order they are wanted
  private final Schema schema;
  private final long most;
  private long left;
  private VectorSchemaRoot batch;
  private boolean sliced;

  /** Takes the reader, unless it fails. */
  SelectedReader(BatchReader reader, Selection selection, long startRow) {
    super(reader);
    Schema whole = reader.schema();
    this.columns = indexes(whole, selection.columns());
    this.schema =
        new Schema(
            columns.stream().map(whole.getFields()::get).toList(), whole.getCustomMetadata());
    this.most = Math.max(0, selection.rowLimit().orElse(Long.MAX_VALUE) - startRow);
    this.left = most;
    this.batch = VectorSchemaRoot.of();
  }

  private static List<Integer> indexes(Schema schema, List<String> wanted) {
    List<Field> fields = schema.getFields();
    if (wanted.isEmpty()) {
      return IntStream.range(0, fields.size()).boxed().toList();
    }
    List<Integer> indexes = new ArrayList<>();
    for (String name : wanted) {
      int[] found =
          IntStream.range(0, fields.size())
              .filter(i -> fields.get(i).getName().equals(name))
              .toArray();
      if (found.length != 1) {
        throw new InvalidParamsException(
            "The result has %s column '%s'. Its columns are: %s."
                .formatted(
                    found.length == 0 ? "no" : "more than one",
                    Selection.shown(name),
                    names(fields)));
      }
      indexes.add(found[0]);
    }
    return indexes;
  }

  private static String names(List<Field> fields) {
    String first =
        fields.stream()
            .limit(SHOWN_COLUMNS)
            .map(field -> Selection.shown(field.getName()))
            .collect(Collectors.joining(", "));
    return fields.size() <= SHOWN_COLUMNS
        ? first
        : "%s and %s more".formatted(first, fields.size() - SHOWN_COLUMNS);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean next() {
    release();
    if (left == 0 || !super.next()) {
      return false;
    }
    VectorSchemaRoot whole = super.batch();
    VectorSchemaRoot selected = BatchParts.columns(whole, columns);
    sliced = left < whole.getRowCount();
    batch = sliced ? BatchParts.rows(selected, 0, (int) left) : selected;
    left -= batch.getRowCount();
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    return batch;
  }

  @Override
  public OptionalLong expectedRows() {
    OptionalLong all = super.expectedRows();
    return all.isPresent() ? OptionalLong.of(Math.min(all.getAsLong(), most)) : all;
  }

  @Override
  public void close() {
    try {
      release();
    } finally {
      super.close();
    }
  }

  /** A slice is ours; the vectors of a whole batch are the reader's. */
  private void release() {
    if (sliced) {
      sliced = false;
      batch.close();
    }
  }
}
