package io.fastflight.source.duckdb.demo;

import io.fastflight.batch.Table;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.FieldVector;

/** Sums and counts over a column of a table. */
final class Columns {
  private Columns() {}

  static long sum(Table table, String column) {
    return sum(table, column, value -> ((Number) value).longValue());
  }

  static long sum(Table table, String column, ToLongFunction<Object> number) {
    return values(table, column).mapToLong(number).sum();
  }

  static long nulls(Table table, String column) {
    return vectors(table, column).mapToLong(FieldVector::getNullCount).sum();
  }

  /** The values that are not null, in order. */
  static Stream<Object> values(Table table, String column) {
    return vectors(table, column)
        .flatMap(
            vector ->
                IntStream.range(0, vector.getValueCount())
                    .filter(i -> !vector.isNull(i))
                    .mapToObj(vector::getObject));
  }

  static LongStream longs(Table table, String column) {
    return values(table, column).mapToLong(value -> ((Number) value).longValue());
  }

  private static Stream<FieldVector> vectors(Table table, String column) {
    return table.batches().stream().map(batch -> batch.getVector(column));
  }
}
