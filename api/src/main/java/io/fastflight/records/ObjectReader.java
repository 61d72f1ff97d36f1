package io.fastflight.records;

import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;

/** Reads values that are objects; null is null, but for what stands in for it. */
abstract non-sealed class ObjectReader extends ColumnReader {
  ObjectReader(String column) {
    super(column);
  }

  /** Returns the value of a row that is not null. */
  abstract Object value(int row);

  /** Returns the value, or null. */
  @Nullable Object read(int row) {
    return isNull(row) ? null : value(row);
  }

  /** Tells whether a value may be given to many records: nobody can change it. */
  boolean givesConstants() {
    return true;
  }

  /** A whole number in another form: an {@code Integer}, a date, a {@code BigInteger}. */
  static final class OfLong extends ObjectReader {
    private final LongReader source;
    private final LongFunction<?> form;

    OfLong(LongReader source, LongFunction<?> form) {
      super(source.column());
      this.source = source;
      this.form = form;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      source.bindStorage(vector, dictionaries);
    }

    @Override
    boolean isNull(int row) {
      return source.isNull(row);
    }

    @Override
    Object value(int row) {
      long value = source.value(row);
      try {
        return form.apply(value);
      } catch (DateTimeException | ArithmeticException beyond) {
        throw new BadValueException(
            "column '%s' has %s, which its component has no value for: %s"
                .formatted(column(), value, beyond.getMessage()));
      }
    }
  }

  /** A floating-point number in another form. */
  static final class OfDouble extends ObjectReader {
    private final DoubleReader source;
    private final DoubleFunction<?> form;

    OfDouble(DoubleReader source, DoubleFunction<?> form) {
      super(source.column());
      this.source = source;
      this.form = form;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      source.bindStorage(vector, dictionaries);
    }

    @Override
    boolean isNull(int row) {
      return source.isNull(row);
    }

    @Override
    Object value(int row) {
      return form.apply(source.value(row));
    }
  }

  /** A {@code Boolean}. */
  static final class OfBoolean extends ObjectReader {
    private final BooleanReader source;

    OfBoolean(BooleanReader source) {
      super(source.column());
      this.source = source;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      source.bindStorage(vector, dictionaries);
    }

    @Override
    boolean isNull(int row) {
      return source.isNull(row);
    }

    @Override
    Object value(int row) {
      return source.value(row);
    }
  }

  /** A value in another form: a text as a constant of an enum. */
  static final class Mapped extends ObjectReader {
    private final ObjectReader source;
    private final Function<Object, Object> form;

    Mapped(ObjectReader source, Function<Object, Object> form) {
      super(source.column());
      this.source = source;
      this.form = form;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      source.bindStorage(vector, dictionaries);
    }

    @Override
    boolean isNull(int row) {
      return source.isNull(row);
    }

    @Override
    Object value(int row) {
      return form.apply(source.value(row));
    }
  }

  /** An {@code Optional}, empty for null. */
  static final class OfOptional extends ObjectReader {
    private final ObjectReader source;

    OfOptional(ObjectReader source) {
      super(source.column());
      this.source = source;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      source.bindStorage(vector, dictionaries);
    }

    @Override
    boolean isNull(int row) {
      return false;
    }

    @Override
    Object value(int row) {
      return Optional.ofNullable(source.read(row));
    }

    @Override
    boolean givesConstants() {
      return source.givesConstants();
    }
  }

  /** A value that stands in for null: {@code OptionalInt.empty()}. */
  static final class WithDefault extends ObjectReader {
    private final ObjectReader source;
    private final Object whenNull;

    WithDefault(ObjectReader source, Object whenNull) {
      super(source.column());
      this.source = source;
      this.whenNull = whenNull;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      source.bindStorage(vector, dictionaries);
    }

    @Override
    boolean isNull(int row) {
      return false;
    }

    @Override
    Object value(int row) {
      return source.isNull(row) ? whenNull : source.value(row);
    }
  }

  /** A column of the null type. */
  static final class OfNull extends ObjectReader {
    OfNull(String column) {
      super(column);
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {}

    @Override
    boolean isNull(int row) {
      return true;
    }

    @Override
    Object value(int row) {
      throw nullValue();
    }
  }

  /** Reads through a dictionary, or through runs; each value is made once where that is safe. */
  static final class Indexed extends ObjectReader {
    private final RowIndex index;
    private final ObjectReader values;
    private @Nullable FieldVector bound;
    private @Nullable Object[] made = new Object[0];

    Indexed(RowIndex index, ObjectReader values) {
      super(index.column());
      this.index = index;
      this.values = values;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      index.bindStorage(vector, dictionaries);
      FieldVector current = index.values();
      if (current != bound || index instanceof RowIndex.OfRuns) { // runs are refilled in place
        bound = current;
        values.bind(current, dictionaries);
        made = remembered(current.getValueCount());
      }
    }

    private @Nullable Object[] remembered(int count) {
      if (made.length != count) {
        return new Object[count];
      }
      Arrays.fill(made, null);
      return made;
    }

    @Override
    boolean isNull(int row) {
      return index.isNull(row) || values.isNull(index.at(row));
    }

    @Override
    Object value(int row) {
      int at = index.at(row);
      if (!values.givesConstants()) {
        return values.value(at);
      }
      @Nullable Object known = made[at];
      if (known == null) {
        known = values.value(at);
        made[at] = known;
      }
      return known;
    }

    @Override
    boolean givesConstants() {
      return values.givesConstants();
    }
  }
}
