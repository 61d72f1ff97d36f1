package io.fastflight.declared;

import io.fastflight.params.DataParams;
import io.fastflight.params.JsonText;
import io.fastflight.params.ParamsType;
import io.fastflight.source.SourceProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON schema of a file, for editors and for whoever makes one: of the same keys that
 * are read, and of the kinds of sources that are there.
 */
public final class FileSchema {
  private static final String REFERENCE = "^\\$\\{(env|file):[^}]+\\}$";

  private FileSchema() {}

  /** Returns the schema (2020-12), as maps, lists and scalars. */
  public static Map<String, Object> asMap() {
    SourceKinds kinds = SourceKinds.onClassPath();
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "fastflight.yaml");
    schema.putAll(
        object(
            Map.of(
                "sources", named(source(kinds)),
                "services", named(service(kinds)),
                "policy", PolicySchema.asMap(),
                "limits", LimitsSchema.asMap()),
            List.of()));
    return schema;
  }

  private static Map<String, Object> source(SourceKinds kinds) {
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("type", "object");
    source.put("required", List.of("kind"));
    source.put(
        "properties",
        Map.of("kind", Map.of("enum", kinds.all().stream().map(SourceProvider::kind).toList())));
    List<Object> rules = new ArrayList<>();
    for (SourceProvider<?, ?> provider : kinds.all()) {
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put("kind", true);
      properties.putAll(settings(provider));
      rules.add(
          Map.of(
              "if", Map.of("properties", Map.of("kind", Map.of("const", provider.kind()))),
              "then", object(properties, required(ParamsType.of(provider.settings())))));
    }
    source.put("allOf", rules);
    return source;
  }

  private static <S extends DataParams> Map<String, Object> settings(
      SourceProvider<S, ?> provider) {
    ParamsType<S> type = ParamsType.of(provider.settings());
    Map<String, Object> properties = properties(type);
    Set<String> secrets = SourceSection.secrets(provider.settings(), type);
    secrets.forEach(key -> properties.put(key, reference()));
    return properties;
  }

  private static Map<String, Object> service(SourceKinds kinds) {
    Map<String, Object> properties = new LinkedHashMap<>();
    put(properties, ServiceSection.KEYS, "source", text());
    put(properties, ServiceSection.KEYS, "description", text());
    put(properties, ServiceSection.KEYS, "aliases", Map.of("type", "array", "items", text()));
    put(properties, ServiceSection.KEYS, "parameters", named(parameter()));
    put(properties, ServiceSection.KEYS, "example", Map.of("type", "object"));
    put(properties, ServiceSection.KEYS, "limits", object(ofStream(), List.of()));
    put(
        properties,
        ServiceSection.KEYS,
        "batch_rows",
        Map.of("type", "integer", "minimum", 1, "maximum", 16_777_216));
    for (SourceProvider<?, ?> provider : kinds.all()) {
      properties(ParamsType.of(provider.reads()))
          .forEach((key, schema) -> properties.merge(key, schema, FileSchema::common));
    }
    return object(properties, List.of("source"));
  }

  /** Two kinds may use one key, each in its own way: then only the wider type is said. */
  private static Object common(Object one, Object other) {
    if (one.equals(other)) {
      return one;
    }
    Set<?> types = types(one);
    Set<?> others = types(other);
    Set<?> wider = types.size() >= others.size() ? types : others;
    return wider.containsAll(types) && wider.containsAll(others) && !wider.isEmpty()
        ? Map.of("type", wider.size() == 1 ? wider.iterator().next() : List.copyOf(wider))
        : true;
  }

  private static Set<?> types(Object schema) {
    @Nullable Object type = schema instanceof Map<?, ?> known ? known.get("type") : null;
    return type instanceof List<?> several
        ? new LinkedHashSet<>(several)
        : type == null ? Set.of() : Set.of(type);
  }

  private static Map<String, Object> parameter() {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<Key> keys = ParameterSection.KEYS;
    put(properties, keys, "type", Map.of("enum", ParameterSection.typeWords()));
    put(properties, keys, "description", text());
    put(properties, keys, "nullable", Map.of("type", "boolean"));
    put(properties, keys, "enum", Map.of("type", "array", "items", text(), "minItems", 1));
    put(properties, keys, "pattern", text());
    put(properties, keys, "min", scalar());
    put(properties, keys, "max", scalar());
    put(properties, keys, "default", scalar());
    return object(properties, List.of("type"));
  }

  /** Returns the properties that bound one stream. */
  static Map<String, Object> ofStream() {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<Key> keys = ServiceSection.LIMITS;
    put(properties, keys, "max_rows", Map.of("type", "integer", "minimum", 1));
    put(properties, keys, "max_bytes", size());
    put(properties, keys, "max_time", text());
    return properties;
  }

  static void put(
      Map<String, Object> properties, List<Key> keys, String name, Map<String, Object> schema) {
    Key key = keys.stream().filter(known -> known.name().equals(name)).findFirst().orElseThrow();
    Map<String, Object> described = new LinkedHashMap<>(schema);
    described.put("description", key.description());
    properties.put(name, described);
  }

  static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("properties", properties);
    object.put("required", required);
    object.put("additionalProperties", false);
    return object;
  }

  static Map<String, Object> named(Map<String, Object> each) {
    return Map.of("type", "object", "additionalProperties", each);
  }

  static Map<String, Object> reference() {
    return Map.of("type", "string", "pattern", REFERENCE);
  }

  static Map<String, Object> text() {
    return Map.of("type", "string");
  }

  static Map<String, Object> size() {
    return Map.of("type", List.of("string", "integer"));
  }

  static Map<String, Object> scalar() {
    return Map.of("type", List.of("string", "number", "boolean"));
  }

  private static List<String> required(ParamsType<?> type) {
    return JsonText.readObject(type.jsonSchema()).get("required") instanceof List<?> keys
        ? keys.stream().map(String::valueOf).filter(key -> !key.equals("param_type")).toList()
        : List.of();
  }

  @SuppressWarnings("unchecked") // a JSON object
  private static Map<String, Object> properties(ParamsType<?> type) {
    Map<String, Object> schema = JsonText.readObject(type.jsonSchema());
    @Nullable Object found = schema.get("properties");
    Map<String, Object> properties =
        found == null ? new LinkedHashMap<>() : new LinkedHashMap<>((Map<String, Object>) found);
    properties.remove("param_type");
    return properties;
  }
}
