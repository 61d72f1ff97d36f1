package io.fastflight.params;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Describes one params record: its names, its fields, its JSON schema.
 *
 * <p>Made once per record class and kept. <b>Threads:</b> immutable, used from any thread.
 *
 * @param <P> the record
 */
public final class ParamsType<P extends DataParams> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,127}");

  private static final ClassValue<ParamsType<?>> KNOWN =
      new ClassValue<>() {
        @Override
        protected ParamsType<?> computeValue(Class<?> type) {
          return new ParamsType<>(type.asSubclass(DataParams.class));
        }
      };

  private final Class<P> recordClass;
  private final WireName wireName;
  private final RecordBinder<P> binder;

  private ParamsType(Class<P> recordClass) {
    this.recordClass = recordClass;
    this.wireName = checkedName(recordClass);
    this.binder = new RecordBinder<>(recordClass, wireName.value());
    example().ifPresent(this::checkExample);
  }

  /**
   * Describes {@code recordClass}.
   *
   * @throws IllegalArgumentException if it is not a record, has no valid {@link WireName}, or has a
   *     {@link Default} or {@link Example} that does not fit; the message says which
   */
  @SuppressWarnings("unchecked") // KNOWN maps a class to the type made from that very class
  public static <P extends DataParams> ParamsType<P> of(Class<? extends P> recordClass) {
    return (ParamsType<P>) KNOWN.get(requireNonNull(recordClass, "recordClass"));
  }

  /** Returns the name that travels as {@code param_type}. */
  public String name() {
    return wireName.value();
  }

  /** Returns the other names it answers to, in the order they were declared. */
  public List<String> aliases() {
    return List.of(wireName.aliases());
  }

  /** Returns the name, then the aliases. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    names.add(name());
    names.addAll(aliases());
    return List.copyOf(names);
  }

  /** Returns the record class. */
  public Class<P> recordClass() {
    return recordClass;
  }

  /** Returns what the record asks for, in a sentence, or an empty text. */
  public String description() {
    Description description = recordClass.getAnnotation(Description.class);
    return description == null ? "" : description.value();
  }

  /** Returns one request that works, as a JSON object without {@code param_type}. */
  public Optional<String> example() {
    return Optional.ofNullable(recordClass.getAnnotation(Example.class)).map(Example::value);
  }

  /**
   * Returns the JSON schema (2020-12) of a request, {@code param_type} included.
   *
   * <p>Made anew at each call, and slow at the first: a second or so for the libraries behind it.
   */
  public String jsonSchema() {
    return ParamsSchema.of(name(), recordClass, binder.components());
  }

  P bind(ObjectNode fields) {
    return binder.bind(fields);
  }

  ObjectNode toJson(DataParams params) {
    ObjectNode json = StrictJson.MAPPER.createObjectNode().put(ParamsCodec.TYPE_FIELD, name());
    return binder.write(recordClass.cast(params), json);
  }

  private void checkExample(String example) {
    try {
      bind(StrictJson.readObject(example.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    } catch (RuntimeException wrong) {
      throw new IllegalArgumentException(
          "@Example of %s does not work: %s".formatted(recordClass.getName(), wrong.getMessage()),
          wrong);
    }
  }

  private static WireName checkedName(Class<?> type) {
    WireName wireName = type.getAnnotation(WireName.class);
    if (!type.isRecord() || wireName == null) {
      throw new IllegalArgumentException(
          "%s must be a record annotated with @WireName to be used as data params."
              .formatted(type.getName()));
    }
    check(type, wireName.value());
    for (String alias : wireName.aliases()) {
      check(type, alias);
    }
    return wireName;
  }

  private static void check(Class<?> type, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "@WireName of %s must be 1..128 letters, digits, '_', '-' or '.', beginning with a letter, was '%s'."
              .formatted(type.getName(), name));
    }
  }
}
