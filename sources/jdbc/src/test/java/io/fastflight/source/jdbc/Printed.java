package io.fastflight.source.jdbc;

import io.fastflight.batch.BatchReader;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.vector.FieldVector;

/** Reads the values of columns as text. */
final class Printed {
  private Printed() {}

  /** Returns the values of one column of all batches; null stays null, bytes become numbers. */
  static List<String> column(BatchReader reader, int index) {
    List<String> texts = new ArrayList<>();
    while (reader.next()) {
      FieldVector column = reader.batch().getVector(index);
      for (int row = 0; row < column.getValueCount(); row++) {
        Object value = column.getObject(row);
        texts.add(
            value instanceof byte[] bytes
                ? HexFormat.of().formatHex(bytes)
                : value == null ? null : value.toString());
      }
    }
    return texts;
  }
}
