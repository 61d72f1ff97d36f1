package io.fastflight.cli.output;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.batch.TableBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Writes vectors of a test in some format. */
final class Written {
  private Written() {}

  /** Closes the vectors. */
  static byte[] bytes(Format format, int maxRows, BufferAllocator allocator, FieldVector... columns)
      throws IOException {
    try (VectorSchemaRoot batch = VectorSchemaRoot.of(columns)) {
      batch.setRowCount(columns[0].getValueCount());
      return bytes(
          format,
          maxRows,
          allocator,
          List.of(batch),
          new DictionaryProvider.MapDictionaryProvider());
    }
  }

  static byte[] bytes(
      Format format,
      int maxRows,
      BufferAllocator allocator,
      List<VectorSchemaRoot> batches,
      DictionaryProvider dictionaries)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ResultWriter writer = format.writer(out, maxRows);
    try (TableBuilder builder = new TableBuilder(allocator)) {
      batches.forEach(batch -> builder.add(batch, dictionaries));
      try (Table table = builder.build(batches.get(0).getSchema());
          BatchReader reader = table.reader()) {
        writer.start(reader);
        while (reader.next()) {
          writer.batch(reader);
        }
        writer.finish(table.rowCount());
      }
    }
    return out.toByteArray();
  }

  static String text(Format format, BufferAllocator allocator, FieldVector... columns)
      throws IOException {
    return new String(bytes(format, 20, allocator, columns), StandardCharsets.UTF_8);
  }
}
