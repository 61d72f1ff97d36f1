package io.fastflight.records;

import io.fastflight.error.InvalidParamsException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each component of a record the reader of its column, and notes all that do not fit.
 *
 * <p>What wraps values is here (dictionaries, runs, lists, structs, {@code Optional}); {@link
 * ValueReaders} knows the values themselves.
 *
 * <p><b>Threads:</b> used by one thread, for one schema.
 */
final class ColumnReaders {
  private static final int SHOWN_COLUMNS = 20;

  private final DictionaryProvider dictionaries;
  private final List<String> faults = new ArrayList<>();

  /** Begins with the dictionaries of the schema's fields, whose types are known. */
  ColumnReaders(DictionaryProvider dictionaries) {
    this.dictionaries = dictionaries;
  }

  /**
   * Returns what makes the records of a result.
   *
   * @throws InvalidParamsException if a component has no column that fits; it names all of them
   */
  RowMaker rows(RecordType<?> type, Schema schema) {
    Optional<RowMaker> rows = rows(type, schema.getFields(), "");
    if (!faults.isEmpty()) {
      throw new InvalidParamsException(
          "The record %s does not fit the columns".formatted(type.name()), faults);
    }
    return rows.orElseThrow();
  }

  private Optional<RowMaker> rows(RecordType<?> type, List<Field> fields, String path) {
    List<ColumnReader> readers = new ArrayList<>();
    List<Integer> columns = new ArrayList<>();
    for (RecordComponent component : type.components()) {
      int column = column(component, fields, path);
      if (column >= 0) {
        Field field = fields.get(column);
        of(field, component.getGenericType(), path + field.getName()).ifPresent(readers::add);
        columns.add(column);
      }
    }
    return readers.size() == type.components().size()
        ? Optional.of(new RowMaker(type, readers, columns))
        : Optional.empty();
  }

  /** Returns the place of the component's column, or -1 after noting that there is none. */
  private int column(RecordComponent component, List<Field> fields, String path) {
    List<String> names = RecordType.columnNames(component);
    for (String name : names) {
      int[] found =
          IntStream.range(0, fields.size())
              .filter(i -> fields.get(i).getName().equals(name))
              .toArray();
      if (found.length > 1) {
        faults.add("there are %s columns '%s%s'".formatted(found.length, path, name));
        return -1;
      } else if (found.length == 1) {
        return found[0];
      }
    }
    String known =
        String.join(", ", fields.stream().limit(SHOWN_COLUMNS).map(Field::getName).toList());
    faults.add(
        "there is no column '%s%s' (there are: %s%s)"
            .formatted(
                path, names.get(0), known, fields.size() > SHOWN_COLUMNS ? ", and more" : ""));
    return -1;
  }

  /** Returns the reader of a column as a type, or empty after noting why there is none. */
  private Optional<ColumnReader> of(Field field, Type type, String path) {
    DictionaryEncoding encoding = field.getDictionary();
    if (encoding != null) {
      Field values = dictionaries.lookup(encoding.getId()).getVector().getField();
      LongReader index = integers(path, field.getType());
      RowIndex places = new RowIndex.OfDictionary(encoding.getId(), index);
      return of(values, type, path).map(reader -> indexed(places, reader));
    }
    if (field.getType() instanceof ArrowType.ExtensionType extension) {
      FieldType storage = new FieldType(field.isNullable(), extension.storageType(), null);
      return of(new Field(field.getName(), storage, field.getChildren()), type, path);
    }
    if (field.getType() instanceof ArrowType.RunEndEncoded) {
      LongReader ends = integers(path, field.getChildren().get(0).getType());
      RowIndex places = new RowIndex.OfRuns(ends);
      return of(field.getChildren().get(1), type, path).map(reader -> indexed(places, reader));
    }
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      return objects(field, argument(type, 0), path).map(ObjectReader.OfOptional::new);
    }
    Optional<ColumnReader> reader = nested(field, type, raw, path);
    if (reader.isEmpty() && !isNested(field, raw)) {
      reader = new ValueReaders(path, field.getType()).as(raw);
      if (reader.isEmpty()) {
        faults.add(
            "column '%s' is %s and its component is %s: make it %s"
                .formatted(
                    path, field.getType(), type.getTypeName(), JavaTypes.of(field.getType())));
      }
    }
    return reader;
  }

  private static boolean isNested(Field field, Class<?> raw) {
    ArrowType type = field.getType();
    boolean list = type.isComplex() && !(type instanceof ArrowType.Struct) && !isUnion(type);
    return type instanceof ArrowType.Map
        ? raw == Map.class
        : list ? raw == List.class : type instanceof ArrowType.Struct && raw.isRecord();
  }

  private static boolean isUnion(ArrowType type) {
    return type instanceof ArrowType.Union;
  }

  private Optional<ColumnReader> nested(Field field, Type type, Class<?> raw, String path) {
    if (!isNested(field, raw)) {
      return Optional.empty();
    }
    List<Field> children = field.getChildren();
    if (raw.isRecord()) {
      return rows(RecordType.of(raw.asSubclass(Record.class)), children, path + ".")
          .map(rows -> new StructReader(path, rows));
    } else if (raw == List.class) {
      return objects(children.get(0), argument(type, 0), path + "[]")
          .map(element -> new ListReader.OfList(path, element));
    }
    List<Field> entry = children.get(0).getChildren();
    Optional<ObjectReader> key = objects(entry.get(0), argument(type, 0), path + "{key}");
    Optional<ObjectReader> item = objects(entry.get(1), argument(type, 1), path + "{value}");
    return key.flatMap(k -> item.map(i -> new ListReader.OfMap(path, k, i)));
  }

  /** Returns a reader of objects; where a type is not known, as after a bare {@code List}, none. */
  private Optional<ObjectReader> objects(Field field, @Nullable Type type, String path) {
    if (type == null) {
      faults.add(
          "column '%s': the component does not say the type of its elements: make it %s"
              .formatted(path, JavaTypes.of(field.getType())));
      return Optional.empty();
    }
    return of(field, type, path)
        .map(
            reader -> {
              if (reader instanceof ObjectReader objects) {
                return objects;
              }
              throw new IllegalStateException(type + " is no object"); // a type argument always is
            });
  }

  static LongReader integers(String path, ArrowType type) {
    ArrowType.Int index = (ArrowType.Int) type;
    return LongReader.of(path, index.getBitWidth(), index.getIsSigned());
  }

  static ColumnReader indexed(RowIndex places, ColumnReader values) {
    if (values instanceof LongReader longs) {
      return new LongReader.Indexed(places, longs);
    } else if (values instanceof DoubleReader doubles) {
      return new DoubleReader.Indexed(places, doubles);
    } else if (values instanceof BooleanReader booleans) {
      return new BooleanReader.Indexed(places, booleans);
    }
    return new ObjectReader.Indexed(places, (ObjectReader) values);
  }

  private static Class<?> raw(Type type) {
    if (type instanceof Class<?> known) {
      return known;
    }
    return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Void.class;
  }

  private static @Nullable Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : null;
  }
}
