package io.fastflight.cli.read;

import io.fastflight.service.ServiceDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one parameter of a service out of the JSON schema of its requests.
 *
 * @param name the JSON name
 * @param types the JSON types a value may have, without {@code null}
 * @param required whether a request must have it
 * @param schema its own part of the schema, with references followed
 */
record Parameter(String name, Set<String> types, boolean required, Map<String, Object> schema) {
  private static final String TYPE_FIELD = "param_type";
  private static final String REFERENCE = "$ref";
  private static final String DEFINITIONS = "#/$defs/";

  /** Returns the parameters of a service by name, in the order of its schema. */
  static Map<String, Parameter> of(ServiceDescription service) {
    Map<String, Object> definitions = object(service.parameters().get("$defs"));
    Collection<?> required =
        service.parameters().get("required") instanceof Collection<?> names ? names : List.of();
    Map<String, Parameter> found = new LinkedHashMap<>();
    object(service.parameters().get("properties"))
        .forEach(
            (name, schema) -> {
              if (!name.equals(TYPE_FIELD)) {
                Map<String, Object> whole = resolved(object(schema), definitions);
                found.put(name, new Parameter(name, types(whole), required.contains(name), whole));
              }
            });
    return found;
  }

  private static Map<String, Object> resolved(
      Map<String, Object> schema, Map<String, Object> definitions) {
    String reference = String.valueOf(schema.get(REFERENCE));
    if (!reference.startsWith(DEFINITIONS)) {
      return schema;
    }
    Map<String, Object> whole =
        new LinkedHashMap<>(object(definitions.get(reference.substring(DEFINITIONS.length()))));
    whole.putAll(schema);
    return whole;
  }

  private static Set<String> types(Map<String, Object> schema) {
    Set<String> types = new LinkedHashSet<>();
    if (schema.get("type") instanceof Collection<?> several) {
      several.forEach(type -> types.add(String.valueOf(type)));
    } else if (schema.get("type") instanceof String single) {
      types.add(single);
    }
    for (String union : List.of("anyOf", "oneOf")) {
      if (schema.get(union) instanceof Collection<?> variants) {
        variants.forEach(variant -> types.addAll(types(object(variant))));
      }
    }
    types.remove("null");
    return types;
  }

  private static Map<String, Object> object(@org.jspecify.annotations.Nullable Object json) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (json instanceof Map<?, ?> map) {
      map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    }
    return fields;
  }

  /** Returns the type in a word or two. */
  String typeText() {
    if (schema.get("format") instanceof String format && types.contains("string")) {
      return format;
    }
    if (types.contains("array")) {
      Set<String> entries = types(object(schema.get("items")));
      return entries.isEmpty() ? "array" : "array of " + String.join(" or ", entries);
    }
    return types.isEmpty() ? "any JSON" : String.join(" or ", types);
  }

  /** Returns what stands in for a value that is left out. */
  String defaultText() {
    return Optional.ofNullable(schema.get("default"))
        .map(String::valueOf)
        .orElse(required ? "required" : "optional");
  }

  /** Returns the description, or an empty text. */
  String description() {
    return text("description").orElse("");
  }

  /** Returns what values are allowed beyond the type, or an empty text. */
  String allowedText() {
    List<String> rules = new ArrayList<>();
    if (schema.get("enum") instanceof Collection<?> values) {
      rules.add(String.join(" | ", values.stream().map(String::valueOf).toList()));
    }
    range(text("minimum"), text("maximum")).ifPresent(rules::add);
    text("exclusiveMinimum").ifPresent(bound -> rules.add("more than " + bound));
    text("exclusiveMaximum").ifPresent(bound -> rules.add("less than " + bound));
    range(text("minLength"), text("maxLength")).ifPresent(r -> rules.add(r + " characters"));
    range(text("minItems"), text("maxItems")).ifPresent(r -> rules.add(r + " entries"));
    text("pattern").ifPresent(pattern -> rules.add("matching " + pattern));
    return String.join(", ", rules);
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable(schema.get(key)).map(String::valueOf);
  }

  private static Optional<String> range(Optional<String> min, Optional<String> max) {
    if (min.isPresent() && max.isPresent()) {
      return Optional.of(min.get() + ".." + max.get());
    }
    return min.map(bound -> "at least " + bound).or(() -> max.map(bound -> "at most " + bound));
  }
}
