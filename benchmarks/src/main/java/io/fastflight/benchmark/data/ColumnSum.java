package io.fastflight.benchmark.data;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Adds up the first integer column of batches: the check every client makes of every run. */
public final class ColumnSum {
  private ColumnSum() {}

  /** Returns the sum of the first integer column, nulls as 0; 0 where there is none. */
  public static long of(VectorSchemaRoot batch) {
    for (FieldVector vector : batch.getFieldVectors()) {
      if (vector instanceof BigIntVector longs && longs.getNullCount() == 0) {
        return ofLongs(longs.getDataBuffer(), longs.getValueCount());
      }
      if (vector instanceof BaseIntVector integers) {
        return ofIntegers(integers);
      }
    }
    return 0;
  }

  private static long ofLongs(ArrowBuf values, int count) {
    long sum = 0;
    for (int row = 0; row < count; row++) {
      sum += values.getLong((long) row * Long.BYTES);
    }
    return sum;
  }

  private static long ofIntegers(BaseIntVector column) {
    long sum = 0;
    for (int row = 0; row < column.getValueCount(); row++) {
      sum += column.isNull(row) ? 0 : column.getValueAsLong(row);
    }
    return sum;
  }
}
