package io.fastflight.benchmark.data;

import io.fastflight.benchmark.data.Callers.Sight;
import io.fastflight.benchmark.data.DeclaredFiles.Expected;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongPredicate;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/** Counts what is to be seen of a batch, by a loop that knows nothing of filters. */
public final class FilteredRows {
  private FilteredRows() {}

  /** Returns rows and sum of what one of that sight sees of the batch in a file. */
  public static Expected of(Path file, Sight sight) throws IOException {
    return switch (sight) {
      case ALL -> of(file, "", value -> true);
      case HALF_OF_INT64 -> of(file, "c0", value -> value < 259_485_000);
      case HALF_OF_FLIGHTS -> of(file, "delay", value -> value < 0);
      case MOST_FLIGHTS -> of(file, "delay", value -> value < 45);
    };
  }

  private static Expected of(Path file, String column, LongPredicate seen) throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        InputStream in = Files.newInputStream(file);
        ArrowStreamReader reader = new ArrowStreamReader(in, allocator)) {
      reader.loadNextBatch();
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      BigIntVector first = firstIntegers(root);
      BigIntVector tested = column.isEmpty() ? first : (BigIntVector) root.getVector(column);
      long rows = 0;
      long sum = 0;
      for (int row = 0; row < root.getRowCount(); row++) {
        if (column.isEmpty() || (!tested.isNull(row) && seen.test(tested.get(row)))) {
          rows++;
          sum += first.isNull(row) ? 0 : first.get(row);
        }
      }
      return new Expected(rows, sum);
    }
  }

  private static BigIntVector firstIntegers(VectorSchemaRoot root) {
    for (FieldVector vector : root.getFieldVectors()) {
      if (vector instanceof BigIntVector integers) {
        return integers;
      }
    }
    throw new IllegalArgumentException("The batch has no column of integers to add up.");
  }
}
