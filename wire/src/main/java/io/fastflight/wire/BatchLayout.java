package io.fastflight.wire;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/** The layouts of all columns of a batch, made once for a stream. */
record BatchLayout(List<ColumnLayout> columns) {
  /** Returns the layout of fields in memory format. */
  static BatchLayout of(List<Field> fields) {
    return new BatchLayout(fields.stream().map(ColumnLayout::of).toList());
  }
}
