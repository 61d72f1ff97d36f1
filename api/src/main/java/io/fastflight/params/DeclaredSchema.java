package io.fastflight.params;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the JSON schema of declared params: that of a record with the same components. */
final class DeclaredSchema {
  private DeclaredSchema() {}

  static String of(String wireName, List<DeclaredParameter> parameters) {
    ObjectNode schema = StrictJson.MAPPER.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject(ParamsCodec.TYPE_FIELD).put("const", wireName);
    ArrayNode required = schema.putArray("required").add(ParamsCodec.TYPE_FIELD);
    for (DeclaredParameter parameter : parameters) {
      properties.set(parameter.name(), property(parameter));
      if (parameter.defaultValue() == null && !parameter.nullable()) {
        required.add(parameter.name());
      }
    }
    return schema.put("additionalProperties", false).toString();
  }

  private static ObjectNode property(DeclaredParameter parameter) {
    ObjectNode property = StrictJson.MAPPER.createObjectNode();
    if (!parameter.options().isEmpty()) {
      options(parameter, property);
    } else {
      type(parameter, property);
      parameter.type().addKeyword(property);
    }
    if (!parameter.description().isEmpty()) {
      property.put("description", parameter.description());
    }
    if (parameter.defaultValue() != null) {
      property.set("default", parameter.defaultValue());
    }
    bound(parameter, property, "inimum", parameter.min().orElse(null));
    bound(parameter, property, "aximum", parameter.max().orElse(null));
    parameter
        .pattern()
        .ifPresent(pattern -> property.put("pattern", "^(?:" + pattern.pattern() + ")$"));
    return property;
  }

  private static void type(DeclaredParameter parameter, ObjectNode property) {
    String type = parameter.type().jsonType();
    if (parameter.nullable()) {
      property.putArray("type").add(type).add("null");
    } else {
      property.put("type", type);
    }
  }

  private static void options(DeclaredParameter parameter, ObjectNode property) {
    ObjectNode text = property;
    if (parameter.nullable()) {
      ArrayNode either = property.putArray("anyOf");
      either.addObject().put("type", "null");
      text = either.addObject();
    }
    ArrayNode options = text.put("type", "string").putArray("enum");
    parameter.options().forEach(options::add);
  }

  /** JSON schema bounds numbers only; validators that know Ajv's format words bound dates, too. */
  private static void bound(
      DeclaredParameter parameter, ObjectNode property, String end, @Nullable Object value) {
    if (value != null) {
      String word = parameter.type().isNumber() ? "m" + end : "formatM" + end;
      property.set(word, StrictJson.MAPPER.valueToTree(value));
    }
  }
}
