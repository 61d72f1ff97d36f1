package io.fastflight.records;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.Table;
import java.nio.ByteOrder;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Copies a column of a table into one array, of the type that suits it best.
 *
 * <p><b>Shape:</b> without a null {@code boolean[]}, {@code int[]} (up to 32 bits, {@code uint32}
 * excepted), {@code long[]}, {@code float[]} or {@code double[]}; else, and for all other types, an
 * {@code Object[]} with what {@code docs/reference/data-frames.md} says, and null for null.
 */
public final class ColumnArrays {
  private final Table table;
  private final int column;
  private final Field field;

  private ColumnArrays(Table table, int column) {
    this.table = requireNonNull(table, "table");
    this.column = column;
    this.field = table.schema().getFields().get(column);
  }

  /**
   * Returns the values of a column, batch after batch.
   *
   * <p><b>Ownership:</b> borrows the table; the array is on the heap and the caller's.
   *
   * @param column 0 or more
   * @throws IllegalArgumentException if the table has more rows than an array can have
   */
  public static Object of(Table table, int column) {
    if (table.rowCount() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "A table of %s rows does not fit into arrays, which have at most 2^31. Read its batches."
              .formatted(table.rowCount()));
    }
    return new ColumnArrays(table, column).copy();
  }

  private Object copy() {
    NaturalReaders readers = new NaturalReaders(table.dictionaries());
    ColumnReader reader = readers.of(field, field.getName(), NaturalReaders.Form.PRIMITIVE);
    try {
      if (reader instanceof LongReader longs) {
        return readers.isInt(field) ? ints(longs) : longs(longs);
      } else if (reader instanceof DoubleReader doubles) {
        return readers.isFloat(field) ? floats(doubles) : doubles(doubles);
      } else if (reader instanceof BooleanReader booleans) {
        return booleans(booleans);
      }
    } catch (BadValueException hasNull) {
      reader = readers.of(field, field.getName(), NaturalReaders.Form.OBJECT);
    }
    return objects((ObjectReader) reader);
  }

  /** Fills the part of an array that belongs to a batch. */
  private interface Part {
    void fill(FieldVector vector, int first, int rows);
  }

  private void each(ColumnReader reader, Part part) {
    int first = 0;
    for (VectorSchemaRoot batch : table.batches()) {
      FieldVector vector = batch.getVector(column);
      reader.bind(vector, table.dictionaries());
      part.fill(vector, first, batch.getRowCount());
      first += batch.getRowCount();
    }
  }

  private int rows() {
    return (int) table.rowCount();
  }

  private int[] ints(LongReader reader) {
    int[] values = new int[rows()];
    each(
        reader,
        (vector, first, rows) -> {
          if (reader instanceof LongReader.Int32 && vector.getNullCount() == 0) {
            vector
                .getDataBuffer()
                .nioBuffer(0, rows * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(values, first, rows);
          } else {
            for (int row = 0; row < rows; row++) {
              values[first + row] = (int) reader.read(row);
            }
          }
        });
    return values;
  }

  private long[] longs(LongReader reader) {
    long[] values = new long[rows()];
    each(
        reader,
        (vector, first, rows) -> {
          if (reader instanceof LongReader.Int64
              && vector.getNullCount() == 0
              && rows <= Integer.MAX_VALUE / Long.BYTES) {
            vector
                .getDataBuffer()
                .nioBuffer(0, rows * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(values, first, rows);
          } else {
            for (int row = 0; row < rows; row++) {
              values[first + row] = reader.read(row);
            }
          }
        });
    return values;
  }

  private float[] floats(DoubleReader reader) {
    float[] values = new float[rows()];
    each(
        reader,
        (vector, first, rows) -> {
          for (int row = 0; row < rows; row++) {
            values[first + row] = (float) reader.read(row);
          }
        });
    return values;
  }

  private double[] doubles(DoubleReader reader) {
    double[] values = new double[rows()];
    each(
        reader,
        (vector, first, rows) -> {
          if (reader instanceof DoubleReader.Of64Bits
              && vector.getNullCount() == 0
              && rows <= Integer.MAX_VALUE / Double.BYTES) {
            vector
                .getDataBuffer()
                .nioBuffer(0, rows * Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer()
                .get(values, first, rows);
          } else {
            for (int row = 0; row < rows; row++) {
              values[first + row] = reader.read(row);
            }
          }
        });
    return values;
  }

  private boolean[] booleans(BooleanReader reader) {
    boolean[] values = new boolean[rows()];
    each(
        reader,
        (vector, first, rows) -> {
          for (int row = 0; row < rows; row++) {
            values[first + row] = reader.read(row);
          }
        });
    return values;
  }

  private @Nullable Object[] objects(ObjectReader reader) {
    @Nullable Object[] values = new Object[rows()];
    each(
        reader,
        (vector, first, rows) -> {
          for (int row = 0; row < rows; row++) {
            values[first + row] = reader.read(row);
          }
        });
    return values;
  }
}
