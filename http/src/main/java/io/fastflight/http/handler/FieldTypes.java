package io.fastflight.http.handler;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks up in the JSON schema of a service's params which types of JSON a field takes. */
final class FieldTypes {
  private static final String DEFINITIONS = "#/$defs/";

  private final Map<String, Object> properties;
  private final Map<String, Object> definitions;

  FieldTypes(Map<String, Object> schema) {
    this.properties = object(schema.get("properties"));
    this.definitions = object(schema.get("$defs"));
  }

  /** Returns the types of a field, such as {@code integer}, without {@code null}. */
  Set<String> of(String field) {
    return types(object(properties.get(field)));
  }

  /** Returns the types of the entries of a field that is an array. */
  Set<String> ofEntries(String field) {
    return types(object(resolved(object(properties.get(field))).get("items")));
  }

  private Set<String> types(Map<String, Object> reference) {
    Map<String, Object> schema = resolved(reference);
    Set<String> types = new LinkedHashSet<>();
    if (schema.get("type") instanceof Collection<?> several) {
      several.forEach(type -> types.add(String.valueOf(type)));
    } else if (schema.get("type") instanceof String single) {
      types.add(single);
    } else if (schema.containsKey("enum") || schema.containsKey("const")) {
      types.add("string");
    }
    for (String union : List.of("anyOf", "oneOf")) {
      if (schema.get(union) instanceof Collection<?> variants) {
        variants.forEach(variant -> types.addAll(types(object(variant))));
      }
    }
    types.remove("null");
    return types;
  }

  private Map<String, Object> resolved(Map<String, Object> schema) {
    String reference = String.valueOf(schema.get("$ref"));
    return reference.startsWith(DEFINITIONS)
        ? object(definitions.get(reference.substring(DEFINITIONS.length())))
        : schema;
  }

  /** Returns a JSON object as a map, and an empty one for anything else. */
  static Map<String, Object> object(@Nullable Object json) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (json instanceof Map<?, ?> map) {
      map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    }
    return fields;
  }
}
