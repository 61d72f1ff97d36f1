package io.fastflight.benchmark.data;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Makes batches of 8 int64 columns by the rule of {@code docs/reference/demo-generate.md}. */
public final class Int64Batch {
  /** How many columns there are: c0 to c7. */
  public static final int COLUMNS = 8;

  private static final long PRIME = 2_147_483_647L;

  private Int64Batch() {}

  /** Returns the value of a seed, a row id and a column. */
  public static long value(long seed, long row, int column) {
    return (seed * 1_000_003 + row * 7_919 + column * 104_729L) % PRIME;
  }

  /** Returns the schema: c0 to c7, int64. */
  public static Schema schema() {
    List<Field> fields = new ArrayList<>();
    for (int column = 0; column < COLUMNS; column++) {
      fields.add(Field.nullable("c" + column, new ArrowType.Int(64, true)));
    }
    return new Schema(fields);
  }

  /** Fills an empty root of {@link #schema} with the rows {@code first..first + rows - 1}. */
  public static void fill(VectorSchemaRoot root, long seed, long first, int rows) {
    int column = 0;
    for (FieldVector vector : root.getFieldVectors()) {
      BigIntVector longs = (BigIntVector) vector;
      longs.allocateNew(rows);
      for (int row = 0; row < rows; row++) {
        longs.set(row, value(seed, first + row, column));
      }
      column++;
    }
    root.setRowCount(rows);
  }

  static VectorSchemaRoot make(BufferAllocator allocator, int rows) {
    VectorSchemaRoot root = VectorSchemaRoot.create(schema(), allocator);
    fill(root, 0, 0, rows);
    return root;
  }
}
