package io.fastflight.source.iceberg;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.service.Cancellation;
import io.fastflight.service.ServiceContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Reads streams to their end, as texts. */
public final class Rows {
  private Rows() {}

  /** Returns the context of a request. */
  public static ServiceContext context(BufferAllocator allocator) {
    return new ServiceContext(allocator, 1_000, new Cancellation());
  }

  /** Returns the rows of {@code reader}, which is taken; values have a bar between them. */
  public static List<String> of(BatchReader reader, BufferAllocator allocator) {
    try (reader;
        Table table = Table.read(reader, allocator)) {
      List<String> rows = new ArrayList<>();
      for (int row = 0; row < table.rowCount(); row++) {
        List<String> cells = new ArrayList<>();
        for (var field : table.schema().getFields()) {
          cells.add(String.valueOf(table.value(field.getName(), row)));
        }
        rows.add(String.join("|", cells));
      }
      return rows;
    }
  }
}
