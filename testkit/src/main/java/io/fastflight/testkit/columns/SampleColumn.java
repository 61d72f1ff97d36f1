package io.fastflight.testkit.columns;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * A column of one Arrow type with values to test with: each row another, every third null where the
 * type has nulls.
 *
 * @param field names the column and its type
 * @param filler puts the values in
 */
public record SampleColumn(Field field, Filler filler) {
  /** Puts values into an empty vector of the column's type. */
  public interface Filler {
    /** Fills the vector with so many rows. */
    void fill(FieldVector vector, int rows);
  }

  /** Puts one value that is not null. */
  interface Setter<V extends FieldVector> {
    void set(V vector, int row);
  }

  /** Returns a column whose every third row is null. */
  @SuppressWarnings("unchecked") // the field makes a vector of this very type
  static <V extends FieldVector> SampleColumn of(String name, ArrowType type, Setter<V> setter) {
    return new SampleColumn(
        Field.nullable(name, type), (vector, rows) -> fillSome((V) vector, rows, setter));
  }

  /** Returns a column of a type with children. */
  public static SampleColumn of(String name, ArrowType type, List<Field> children, Filler filler) {
    return new SampleColumn(new Field(name, FieldType.nullable(type), children), filler);
  }

  private static <V extends FieldVector> void fillSome(V vector, int rows, Setter<V> setter) {
    vector.allocateNew();
    for (int row = 0; row < rows; row++) {
      if (row % 3 != 2) {
        setter.set(vector, row);
      }
    }
    vector.setValueCount(rows);
  }

  /** Returns the name of the column, which is that of its type. */
  public String name() {
    return field.getName();
  }

  /** Returns the column as a vector, owned by the caller. */
  public FieldVector vector(BufferAllocator allocator, int rows) {
    FieldVector vector = field.createVector(allocator);
    try {
      filler.fill(vector, rows);
      return vector;
    } catch (Throwable failure) {
      try (vector) {
        throw failure;
      }
    }
  }

  /** Returns the values of a vector as what can be compared. */
  public static List<Object> values(FieldVector vector) {
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < vector.getValueCount(); row++) {
      values.add(PlainObject.of(vector.getObject(row)));
    }
    return values;
  }

  @Override
  public String toString() {
    return name();
  }
}
