package io.fastflight.params;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes one type of params, a record or one declared in a file: its names, its fields, its JSON
 * schema.
 *
 * <p>That of a record is made once per class and kept. <b>Threads:</b> immutable, used from any
 * thread.
 *
 * @param <P> the record, or {@link DeclaredParams}
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
  private final List<String> names;
  private final String description;
  private final Optional<String> example;
  private final ParamsBinding<P> binding;

  private ParamsType(Class<P> recordClass) {
    WireName wireName = checkedName(recordClass);
    this.recordClass = recordClass;
    this.names = names(wireName.value(), List.of(wireName.aliases()));
    this.description =
        Optional.ofNullable(recordClass.getAnnotation(Description.class))
            .map(Description::value)
            .orElse("");
    this.example =
        Optional.ofNullable(recordClass.getAnnotation(Example.class)).map(Example::value);
    this.binding = new RecordBinder<>(recordClass, wireName.value());
    example.ifPresent(shown -> checkExample(shown, "@Example of " + recordClass.getName()));
  }

  private ParamsType(
      Class<P> paramsClass, ParamsDeclaration declaration, ParamsBinding<P> binding) {
    this.recordClass = paramsClass;
    this.names = names(declaration.name(), declaration.aliases());
    names.forEach(ParamsType::checkDeclared);
    this.description = declaration.description();
    this.example = declaration.example();
    this.binding = binding;
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

  /** Describes the type of {@code params}: that of its record, or the one it was declared with. */
  @SuppressWarnings("unchecked") // DeclaredParams know the type that made them
  public static <P extends DataParams> ParamsType<P> of(P params) {
    return params instanceof DeclaredParams declared
        ? (ParamsType<P>) (ParamsType<?>) declared.type()
        : (ParamsType<P>) (ParamsType<?>) of(params.getClass());
  }

  /**
   * Describes params that are declared, not written as a record.
   *
   * @throws IllegalArgumentException if a name or the example does not fit; the message says which
   */
  public static ParamsType<DeclaredParams> declared(ParamsDeclaration declaration) {
    DeclaredBinder binder = new DeclaredBinder(declaration);
    ParamsType<DeclaredParams> type = new ParamsType<>(DeclaredParams.class, declaration, binder);
    binder.makeFor(type);
    type.example.ifPresent(shown -> type.checkExample(shown, "The example"));
    return type;
  }

  /** Returns the name that travels as {@code param_type}. */
  public String name() {
    return names.get(0);
  }

  /** Returns the other names it answers to, in the order they were declared. */
  public List<String> aliases() {
    return names.subList(1, names.size());
  }

  /** Returns the name, then the aliases. */
  public List<String> names() {
    return names;
  }

  /** Returns the JSON names of the fields, in the order they were declared. */
  public List<String> fieldNames() {
    return binding.fields().stream().map(ParamsField::jsonName).toList();
  }

  /** Returns the record class, or {@link DeclaredParams} for declared ones. */
  public Class<P> recordClass() {
    return recordClass;
  }

  /** Returns what the params ask for, in a sentence, or an empty text. */
  public String description() {
    return description;
  }

  /** Returns one request that works, as a JSON object without {@code param_type}. */
  public Optional<String> example() {
    return example;
  }

  /**
   * Reads params from JSON names and values, under the same rules as a request.
   *
   * @param fields strings, numbers, booleans, lists, maps or null, without {@code param_type}
   * @throws io.fastflight.error.InvalidParamsException if they do not fit; it lists every fault
   */
  public P read(Map<String, ? extends @Nullable Object> fields) {
    ObjectNode json = StrictJson.MAPPER.createObjectNode();
    fields.forEach((field, value) -> json.set(field, StrictJson.MAPPER.valueToTree(value)));
    return bind(json);
  }

  /**
   * Returns the JSON schema (2020-12) of a request, {@code param_type} included.
   *
   * <p>Made anew at each call, and slow at the first: a second or so for the libraries behind it.
   */
  public String jsonSchema() {
    return binding.jsonSchema();
  }

  /**
   * Returns params to try a service with: those of the example, or else each field's default, or
   * else a value of its type that may not be a sensible one.
   *
   * @throws IllegalStateException if the type is a record's and has no example
   */
  public P sample() {
    if (example.isPresent()) {
      return bind(StrictJson.readObject(example.get().getBytes(StandardCharsets.UTF_8)));
    }
    return recordClass.cast(binding.sample());
  }

  P bind(ObjectNode fields) {
    return binding.bind(fields);
  }

  ObjectNode toJson(DataParams params) {
    ObjectNode json = StrictJson.MAPPER.createObjectNode().put(ParamsCodec.TYPE_FIELD, name());
    return binding.write(recordClass.cast(params), json);
  }

  private static List<String> names(String name, List<String> aliases) {
    List<String> names = new ArrayList<>();
    names.add(name);
    names.addAll(aliases);
    return List.copyOf(names);
  }

  private void checkExample(String example, String what) {
    try {
      bind(StrictJson.readObject(example.getBytes(StandardCharsets.UTF_8)));
    } catch (RuntimeException wrong) {
      throw new IllegalArgumentException(
          "%s does not work: %s".formatted(what, wrong.getMessage()), wrong);
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

  private static void checkDeclared(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The name of a service must be 1..128 letters, digits, '_', '-' or '.', beginning with a letter, was %s."
              .formatted(Faults.shown(name)));
    }
  }

  private static void check(Class<?> type, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "@WireName of %s must be 1..128 letters, digits, '_', '-' or '.', beginning with a letter, was '%s'."
              .formatted(type.getName(), name));
    }
  }
}
