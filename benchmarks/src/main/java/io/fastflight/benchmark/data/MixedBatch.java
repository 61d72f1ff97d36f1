package io.fastflight.benchmark.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Makes the 50 mixed columns: five of each of ten types, in turn, as a table of orders might have
 * them.
 *
 * <p>x = {@link Int64Batch#value}(0, row, column). A value is null where x mod 11 = 0, except in
 * the first column, which adds up. int64 counts up with small steps, numbers have few digits,
 * strings are cities and numbered names, times go forward: like real tables they compress, and
 * unlike zeros not to nothing.
 */
final class MixedBatch {
  static final int COLUMNS = 50;

  private static final String[] CITIES = {
    "Seattle",
    "San Francisco",
    "New York",
    "Zürich",
    "São Paulo",
    "Wien",
    "Kraków",
    "東京",
    "Oslo",
    ""
  };
  private static final long START_MICROS = 1_700_000_000_000_000L;

  private MixedBatch() {}

  static VectorSchemaRoot make(BufferAllocator allocator, int rows) {
    List<FieldVector> columns = new ArrayList<>();
    for (int column = 0; column < COLUMNS; column++) {
      FieldVector vector = vector(column, allocator);
      vector.setInitialCapacity(rows);
      vector.allocateNew();
      for (int row = 0; row < rows; row++) {
        long x = Int64Batch.value(0, row, column);
        if (column > 0 && x % 11 == 0) {
          vector.setNull(row);
        } else {
          set(vector, row, x);
        }
      }
      vector.setValueCount(rows);
      columns.add(vector);
    }
    return new VectorSchemaRoot(columns);
  }

  private static FieldVector vector(int column, BufferAllocator allocator) {
    String name = "c" + column;
    return switch (column % 10) {
      case 0 -> new BigIntVector(name, allocator);
      case 1 -> new IntVector(name, allocator);
      case 2 -> new Float8Vector(name, allocator);
      case 3 -> new VarCharVector(name, allocator);
      case 4 -> new DateDayVector(name, allocator);
      case 5 -> new TimeStampMicroVector(name, allocator);
      case 6 -> new DecimalVector(name, allocator, 18, 2);
      case 7 -> new BitVector(name, allocator);
      case 8 -> new SmallIntVector(name, allocator);
      default -> new Float4Vector(name, allocator);
    };
  }

  private static void set(FieldVector vector, int row, long x) {
    if (vector instanceof BigIntVector longs) {
      longs.set(row, row * 16L + x % 16);
    } else if (vector instanceof IntVector integers) {
      integers.set(row, (int) (x % 100_000));
    } else if (vector instanceof Float8Vector doubles) {
      doubles.set(row, x % 1_000_000 / 100.0);
    } else if (vector instanceof VarCharVector strings) {
      strings.setSafe(row, text(x).getBytes(StandardCharsets.UTF_8));
    } else if (vector instanceof DateDayVector days) {
      days.set(row, (int) (19_000 + x % 365));
    } else if (vector instanceof TimeStampMicroVector times) {
      times.set(row, START_MICROS + row * 1_000_000L + x % 1_000_000);
    } else if (vector instanceof DecimalVector decimals) {
      decimals.set(row, x % 1_000_000);
    } else if (vector instanceof BitVector bits) {
      bits.set(row, (int) (x % 2));
    } else if (vector instanceof SmallIntVector shorts) {
      shorts.set(row, (int) (x % 1_000));
    } else if (vector instanceof Float4Vector floats) {
      floats.set(row, x % 10_000 / 8f);
    }
  }

  private static String text(long x) {
    String city = CITIES[(int) (x % CITIES.length)];
    return x % 3 == 0 ? "customer " + x % 5_000 : city;
  }
}
