package io.fastflight.records;

import static java.lang.invoke.MethodType.methodType;
import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Makes the records of one class.
 *
 * <p>For each combination of column readers it has one method handle that reads every component and
 * calls the constructor, without an array and without boxing. Handles are kept: the JIT compiles
 * one as a whole, readers and all, after it was used a while.
 *
 * <p><b>Threads:</b> immutable but for the handles it keeps.
 *
 * @param <R> the record
 */
final class RecordType<R extends Record> {
  private static final ClassValue<RecordType<?>> KNOWN =
      new ClassValue<>() {
        @Override
        protected RecordType<?> computeValue(Class<?> type) {
          return new RecordType<>(type.asSubclass(Record.class));
        }
      };

  private final Class<R> type;
  private final List<RecordComponent> components;
  private final MethodHandle constructor;
  private final Map<List<Class<?>>, MethodHandle> makers = new ConcurrentHashMap<>();

  private RecordType(Class<R> type) {
    this.type = type;
    this.components = List.of(requireNonNull(type.getRecordComponents(), "components"));
    this.constructor = constructor(type, components);
  }

  /**
   * Describes {@code type}.
   *
   * @throws IllegalArgumentException if its constructor cannot be called from here
   */
  @SuppressWarnings("unchecked") // KNOWN maps a class to the type made from that very class
  static <R extends Record> RecordType<R> of(Class<R> type) {
    if (!requireNonNull(type, "type").isRecord()) {
      throw new IllegalArgumentException(
          "Rows can be read as a record class, and %s is none.".formatted(type.getName()));
    }
    return (RecordType<R>) KNOWN.get(type);
  }

  String name() {
    return type.getSimpleName();
  }

  List<RecordComponent> components() {
    return components;
  }

  /**
   * Returns a handle from a {@link RowCursor} to an {@code Object}, the record of its row.
   *
   * @param readers one for each component, of a kind that fits its type
   */
  MethodHandle maker(List<ColumnReader> readers) {
    List<Class<?>> kinds = readers.stream().<Class<?>>map(Object::getClass).toList();
    return makers.computeIfAbsent(kinds, this::maker);
  }

  private MethodHandle maker(Iterable<Class<?>> kinds) {
    List<MethodHandle> parts = new ArrayList<>();
    int component = 0;
    for (Class<?> kind : kinds) {
      parts.add(part(component, kind));
      component++;
    }
    MethodHandle made =
        MethodHandles.filterArguments(constructor, 0, parts.toArray(MethodHandle[]::new));
    MethodType oneCursor = methodType(type, RowCursor.class);
    return MethodHandles.permuteArguments(made, oneCursor, new int[parts.size()])
        .asType(methodType(Object.class, RowCursor.class));
  }

  /** Returns a handle from a cursor to the value of one component. */
  private MethodHandle part(int component, Class<?> kind) {
    Class<?> wanted = constructor.type().parameterType(component);
    try {
      MethodHandles.Lookup own = MethodHandles.lookup();
      MethodHandle reader =
          MethodHandles.insertArguments(
              own.findVirtual(RowCursor.class, "reader", methodType(ColumnReader.class, int.class)),
              1,
              component);
      MethodHandle row = own.findVirtual(RowCursor.class, "row", methodType(int.class));
      MethodHandle read = own.findVirtual(kind, "read", methodType(valueType(kind), int.class));
      MethodHandle ofTwo =
          MethodHandles.filterArguments(
              read, 0, reader.asType(methodType(kind, RowCursor.class)), row);
      MethodHandle ofOne =
          MethodHandles.permuteArguments(
              ofTwo, methodType(ofTwo.type().returnType(), RowCursor.class), 0, 0);
      return MethodHandles.explicitCastArguments(ofOne, methodType(wanted, RowCursor.class));
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("A column reader has no method to read.", impossible);
    }
  }

  /** Returns what {@code read} of a kind of reader returns. */
  private static Class<?> valueType(Class<?> kind) {
    if (LongReader.class.isAssignableFrom(kind)) {
      return long.class;
    } else if (DoubleReader.class.isAssignableFrom(kind)) {
      return double.class;
    }
    return BooleanReader.class.isAssignableFrom(kind) ? boolean.class : Object.class;
  }

  private static MethodHandle constructor(Class<?> type, List<RecordComponent> components) {
    Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findConstructor(type, methodType(void.class, types));
    } catch (ReflectiveOperationException closed) {
      throw new IllegalArgumentException(
          "The record %s cannot be made from here: %s. Open its package to this library."
              .formatted(type.getName(), closed.getMessage()),
          closed);
    }
  }

  /** Returns the names a component's column may have, the best first. */
  static List<String> columnNames(RecordComponent component) {
    Optional<String> named =
        Optional.ofNullable(component.getAnnotation(ColumnName.class)).map(ColumnName::value);
    return named
        .map(List::of)
        .orElseGet(
            () ->
                Stream.of(component.getName(), snakeCase(component.getName())).distinct().toList());
  }

  /** Writes {@code depDelay} as {@code dep_delay}, as the params of a request are written. */
  private static String snakeCase(String name) {
    StringBuilder snake = new StringBuilder();
    boolean afterUpper = false;
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      boolean upper = Character.isUpperCase(letter);
      if (upper && !afterUpper && i > 0 && snake.charAt(snake.length() - 1) != '_') {
        snake.append('_');
      }
      snake.append(Character.toLowerCase(letter));
      afterUpper = upper;
    }
    return snake.toString();
  }
}
