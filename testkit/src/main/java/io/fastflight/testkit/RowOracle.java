package io.fastflight.testkit;

import io.fastflight.batch.BatchReader;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Knows every value {@code demo.generate} must return, and checks batches against it.
 *
 * <p>The rule is in {@code docs/reference/demo-generate.md}; this is that page in Java, and knows
 * nothing of the SQL behind the service. A batch may begin at any row and have any size.
 *
 * <p><b>Threads:</b> immutable, used from any thread.
 */
public final class RowOracle {
  private final long seed;
  private final long repeatedRows;
  private final List<OracleColumn> columns;

  private RowOracle(long seed, long repeatedRows, List<OracleColumn> columns) {
    if (seed < 0 || seed > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("seed must be 0..2147483647, was " + seed + ".");
    }
    this.seed = seed;
    this.repeatedRows = repeatedRows;
    this.columns = columns;
  }

  /** Returns the oracle of kind {@code int64}, with columns c0, c1 ... */
  public static RowOracle int64(long seed, int columnCount) {
    return uniform(seed, columnCount, new ArrowType.Int(64, true), x -> x);
  }

  /** Returns the oracle of kind {@code float64}, with columns c0, c1 ... */
  public static RowOracle float64(long seed, int columnCount) {
    ArrowType type = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    return uniform(seed, columnCount, type, x -> x / 1024.0);
  }

  /** Returns the oracle of kind {@code utf8}, with columns c0, c1 ... */
  public static RowOracle utf8(long seed, int columnCount) {
    return uniform(seed, columnCount, ArrowType.Utf8.INSTANCE, x -> "r" + x);
  }

  /** Returns the oracle of kind {@code mixed}, with one column per type. */
  public static RowOracle mixed(long seed) {
    return new RowOracle(seed, RowRule.MAX_ROWS, MixedColumns.ALL);
  }

  private static RowOracle uniform(
      long seed, int columnCount, ArrowType type, LongFunction<@Nullable Object> rule) {
    List<OracleColumn> columns =
        IntStream.range(0, columnCount)
            .mapToObj(c -> new OracleColumn("c" + c, type, rule))
            .toList();
    return new RowOracle(seed, RowRule.MAX_ROWS, columns);
  }

  /** Returns the oracle of the same request with {@code repeat_batch}: the first rows, for ever. */
  public RowOracle repeating(int batchRows) {
    if (batchRows < 1) {
      throw new IllegalArgumentException("batchRows must be at least 1, was " + batchRows + ".");
    }
    return new RowOracle(seed, batchRows, columns);
  }

  /** Returns the names of the columns, in order. */
  public List<String> columnNames() {
    return columns.stream().map(OracleColumn::name).toList();
  }

  /**
   * Returns one value: integers of any width as {@code Long}, dates and times as {@code Long} in
   * the unit of their type, bytes in hexadecimal, lists and maps as {@code List} and {@code Map},
   * or null.
   *
   * @param column the position of a column
   * @param row 0..10^12 - 1
   */
  public @Nullable Object value(int column, long row) {
    return columns.get(column).value(base(row, column));
  }

  /** Begins to check a stream of batches from row 0. */
  public RowTally tally() {
    return new RowTally(this);
  }

  /**
   * Reads {@code reader} to its end, checks every row, and returns how many there were.
   *
   * <p><b>Ownership:</b> borrows the reader.
   */
  public long checkAll(BatchReader reader) {
    RowTally tally = tally();
    while (reader.next()) {
      tally.add(reader.batch(), reader.dictionaries());
    }
    return tally.rowCount();
  }

  /**
   * Checks the names, types and values of a batch.
   *
   * <p><b>Ownership:</b> borrows both.
   *
   * @param dictionaries those of the batch's stream
   * @param startRow the row id of the batch's first row
   * @throws AssertionError at the first value that is not as the rule says
   */
  public void check(VectorSchemaRoot batch, DictionaryProvider dictionaries, long startRow) {
    if (startRow < 0 || startRow + batch.getRowCount() > RowRule.MAX_ROWS) {
      throw new IllegalArgumentException("Rows are 0..10^12 - 1, startRow was " + startRow + ".");
    }
    List<String> names = batch.getSchema().getFields().stream().map(Field::getName).toList();
    if (!names.equals(columnNames())) {
      throw new AssertionError("columns: expected " + columnNames() + ", was " + names + ".");
    }
    for (int c = 0; c < columns.size(); c++) {
      FieldVector vector = batch.getVector(c);
      if (vector.getValueCount() != batch.getRowCount()) {
        throw new AssertionError(
            "column '%s': expected %s values, was %s."
                .formatted(names.get(c), batch.getRowCount(), vector.getValueCount()));
      }
      checkColumn(c, vector, dictionaries, startRow);
    }
  }

  private void checkColumn(int c, FieldVector vector, DictionaryProvider provider, long startRow) {
    DictionaryEncoding encoding = vector.getField().getDictionary();
    FieldVector values = encoding == null ? vector : provider.lookup(encoding.getId()).getVector();
    OracleColumn column = columns.get(c);
    if (!values.getField().getType().equals(column.type())) {
      throw new AssertionError(
          "column '%s': expected type %s, was %s."
              .formatted(column.name(), column.type(), values.getField().getType()));
    }
    for (int i = firstToLookAt(c, vector, startRow); i < vector.getValueCount(); i++) {
      Object expected = column.value(base(startRow + i, c));
      Object actual = PlainValue.of(vector, i);
      if (encoding != null && actual instanceof Long index) {
        actual = PlainValue.of(values, index.intValue());
      }
      if (!Objects.equals(expected, actual)) {
        throw new AssertionError(
            "row %s, column '%s': expected %s, was %s."
                .formatted(startRow + i, column.name(), expected, actual));
      }
    }
  }

  /**
   * Skips what the fast loops over plain numbers find right: all of the vector, or up to the value
   * that is wrong. An object per value would make this the slowest part of a test of speed.
   */
  private int firstToLookAt(int c, FieldVector vector, long startRow) {
    boolean mixed = columns == MixedColumns.ALL;
    if (mixed || vector.getNullCount() > 0) {
      return 0;
    }
    if (vector instanceof BigIntVector) {
      return firstWrongLong(c, vector.getDataBuffer(), vector.getValueCount(), startRow);
    }
    if (vector instanceof Float8Vector) {
      return firstWrongDouble(c, vector.getDataBuffer(), vector.getValueCount(), startRow);
    }
    return 0;
  }

  private int firstWrongLong(int c, ArrowBuf values, int count, long startRow) {
    int i = 0;
    while (i < count && values.getLong((long) i * Long.BYTES) == base(startRow + i, c)) {
      i++;
    }
    return i;
  }

  private int firstWrongDouble(int c, ArrowBuf values, int count, long startRow) {
    int i = 0;
    while (i < count
        && values.getDouble((long) i * Double.BYTES) == base(startRow + i, c) / 1024.0) {
      i++;
    }
    return i;
  }

  private long base(long row, int column) {
    return RowRule.base(seed, row < repeatedRows ? row : row % repeatedRows, column);
  }
}
