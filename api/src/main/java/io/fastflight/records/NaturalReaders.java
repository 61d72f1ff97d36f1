package io.fastflight.records;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/** Finds the reader of a column as the Java type that suits it best, where nobody names one. */
final class NaturalReaders {
  /** Says whether a value may be null. */
  enum Form {
    /** Numbers and booleans are primitives. */
    PRIMITIVE,
    /** Everything is an object, or null. */
    OBJECT
  }

  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class,
          boolean.class, Boolean.class);

  private final DictionaryProvider dictionaries;

  NaturalReaders(DictionaryProvider dictionaries) {
    this.dictionaries = dictionaries;
  }

  ColumnReader of(Field field, String path, Form form) {
    DictionaryEncoding encoding = field.getDictionary();
    ArrowType type = field.getType();
    if (encoding != null) {
      Field values = values(field);
      RowIndex places =
          new RowIndex.OfDictionary(encoding.getId(), ColumnReaders.integers(path, type));
      return ColumnReaders.indexed(places, of(values, path, form));
    } else if (type instanceof ArrowType.ExtensionType) {
      return of(values(field), path, form);
    } else if (type instanceof ArrowType.RunEndEncoded) {
      Field ends = field.getChildren().get(0);
      RowIndex places = new RowIndex.OfRuns(ColumnReaders.integers(path, ends.getType()));
      return ColumnReaders.indexed(places, of(values(field), path, form));
    } else if (type.isComplex()) {
      return nested(field, path);
    }
    Class<?> natural = natural(type);
    Class<?> wanted = form == Form.OBJECT ? BOXED.getOrDefault(natural, natural) : natural;
    return new ValueReaders(path, type).as(wanted).orElseThrow();
  }

  /** Returns whether the numbers of a column all are {@code int}s. */
  boolean isInt(Field field) {
    return natural(plain(field)) == int.class;
  }

  /** Returns whether the numbers of a column all are {@code float}s. */
  boolean isFloat(Field field) {
    return natural(plain(field)) == float.class;
  }

  private ArrowType plain(Field field) {
    Field values = values(field);
    return values.equals(field) ? field.getType() : plain(values);
  }

  /** Returns the field of what is encoded, or the field itself. */
  private Field values(Field field) {
    DictionaryEncoding encoding = field.getDictionary();
    if (encoding != null) {
      return dictionaries.lookup(encoding.getId()).getVector().getField();
    } else if (field.getType() instanceof ArrowType.ExtensionType extension) {
      FieldType storage = new FieldType(field.isNullable(), extension.storageType(), null);
      return new Field(field.getName(), storage, field.getChildren());
    }
    return field.getType() instanceof ArrowType.RunEndEncoded ? field.getChildren().get(1) : field;
  }

  private ColumnReader nested(Field field, String path) {
    List<Field> children = field.getChildren();
    return switch (field.getType().getTypeID()) {
      case Struct -> new OfStruct(path, children.stream().map(this::object).toList(), children);
      case Map -> {
        List<Field> entry = children.get(0).getChildren();
        yield new ListReader.OfMap(path, object(entry.get(0)), object(entry.get(1)));
      }
      case Union -> new OfVector(path);
      default -> new ListReader.OfList(path, object(children.get(0)));
    };
  }

  private ObjectReader object(Field field) {
    return (ObjectReader) of(field, field.getName(), Form.OBJECT);
  }

  private static Class<?> natural(ArrowType type) {
    return switch (type.getTypeID()) {
      case Int -> integer((ArrowType.Int) type);
      case FloatingPoint ->
          ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.DOUBLE
              ? double.class
              : float.class;
      case Bool -> boolean.class;
      case Decimal -> BigDecimal.class;
      case Utf8, LargeUtf8, Utf8View -> String.class;
      case Binary, LargeBinary, BinaryView, FixedSizeBinary -> byte[].class;
      case Date -> LocalDate.class;
      case Time -> LocalTime.class;
      case Timestamp ->
          ((ArrowType.Timestamp) type).getTimezone() == null ? LocalDateTime.class : Instant.class;
      case Duration -> Duration.class;
      case Interval ->
          switch (((ArrowType.Interval) type).getUnit()) {
            case YEAR_MONTH -> Period.class;
            case DAY_TIME -> Duration.class;
            case MONTH_DAY_NANO -> PeriodDuration.class;
          };
      default -> Object.class;
    };
  }

  private static Class<?> integer(ArrowType.Int type) {
    int valueBits = type.getIsSigned() ? type.getBitWidth() - 1 : type.getBitWidth();
    if (valueBits < Integer.SIZE) {
      return int.class;
    }
    return valueBits < Long.SIZE ? long.class : BigInteger.class;
  }

  /** Reads a struct as a map from the names of its fields, in their order. */
  private static final class OfStruct extends ObjectReader {
    private final Validity validity = new Validity();
    private final List<ObjectReader> children;
    private final List<Field> fields;

    OfStruct(String column, List<ObjectReader> children, List<Field> fields) {
      super(column);
      this.children = children;
      this.fields = fields;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      validity.bind(vector);
      List<FieldVector> vectors = vector.getChildrenFromFields();
      IntStream.range(0, children.size())
          .forEach(i -> children.get(i).bind(vectors.get(i), dictionaries));
    }

    @Override
    boolean isNull(int row) {
      return validity.isNull(row);
    }

    @Override
    Object value(int row) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      for (int i = 0; i < children.size(); i++) {
        values.put(fields.get(i).getName(), children.get(i).read(row));
      }
      return values;
    }

    @Override
    boolean givesConstants() {
      return false;
    }
  }

  /** Reads a union as Arrow gives its values. */
  private static final class OfVector extends ObjectReader {
    private @Nullable FieldVector bound;

    OfVector(String column) {
      super(column);
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      bound = vector;
    }

    @Override
    boolean isNull(int row) {
      return bound == null || bound.getObject(row) == null;
    }

    @Override
    Object value(int row) {
      FieldVector current = bound;
      Object value = current == null ? null : current.getObject(row);
      if (value == null) {
        throw nullValue();
      }
      return value;
    }

    @Override
    boolean givesConstants() {
      return false;
    }
  }
}
