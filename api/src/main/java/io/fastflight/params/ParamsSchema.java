package io.fastflight.params;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinition.AttributeInclusion;
import com.github.victools.jsonschema.generator.CustomDefinition.DefinitionType;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON schema of a params record with the victools generator, and adds what only this
 * project knows.
 */
final class ParamsSchema {
  static final String TIME = "\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?";
  static final String DATE_TIME = "\\d{4}-\\d{2}-\\d{2}T" + TIME;

  private ParamsSchema() {}

  static String of(String wireName, Class<?> recordClass, List<ParamsComponent> components) {
    Map<String, ParamsComponent> byJavaName =
        components.stream()
            .collect(Collectors.toMap(ParamsComponent::javaName, Function.identity()));
    ObjectNode schema = generator(recordClass, byJavaName).generateSchema(recordClass);
    schema.put(
        "additionalProperties", false); // the generator leaves it out where there is no field
    addTypeName(schema, wireName);
    return schema.toString();
  }

  private static void addTypeName(ObjectNode schema, String wireName) {
    ObjectNode properties = schema.withObject("/properties");
    ObjectNode others = properties.deepCopy();
    properties.removeAll();
    properties.putObject(ParamsCodec.TYPE_FIELD).put("const", wireName);
    properties.setAll(others);
    ArrayNode required = schema.withArray("/required");
    required.insert(0, ParamsCodec.TYPE_FIELD);
  }

  private static SchemaGenerator generator(
      Class<?> recordClass, Map<String, ParamsComponent> components) {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(
                StrictJson.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS))
            .with(Option.EXTRA_OPEN_API_FORMAT_VALUES, Option.FLATTENED_OPTIONALS)
            .with(Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
            .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
    config
        .forTypesInGeneral()
        .withPropertySorter((unusedLeft, unusedRight) -> 0) // as declared
        .withCustomDefinitionProvider((type, context) -> scalar(type.getErasedType()));
    config
        .forFields()
        .withPropertyNameOverrideResolver(
            field -> SnakeCaseStrategy.INSTANCE.translate(field.getDeclaredName()))
        .withRequiredCheck(
            field ->
                isOf(recordClass, field)
                    ? component(components, field).required()
                    : !ParamsComponent.isOptional(field.getType().getErasedType()))
        .withNullableCheck(
            field -> isOf(recordClass, field) && component(components, field).nullable())
        .withDefaultResolver(
            field -> isOf(recordClass, field) ? defaultOf(component(components, field)) : null)
        .withDescriptionResolver(
            field ->
                isOf(recordClass, field)
                    ? component(components, field).description().orElse(null)
                    : null);
    return new SchemaGenerator(config.build());
  }

  /** Describes the types the generator takes for something else than their JSON. */
  private static @Nullable CustomDefinition scalar(Class<?> type) {
    ObjectNode schema = StrictJson.MAPPER.createObjectNode();
    if (type == byte[].class) {
      schema.put("type", "string").put("contentEncoding", "base64");
    } else if (type == Secret.class) {
      schema.put("type", "string");
    } else if (type == byte.class || type == Byte.class) {
      schema.put("type", "integer").put("minimum", Byte.MIN_VALUE).put("maximum", Byte.MAX_VALUE);
    } else if (type == short.class || type == Short.class) {
      schema.put("type", "integer").put("minimum", Short.MIN_VALUE).put("maximum", Short.MAX_VALUE);
    } else if (type == LocalTime.class) { // JSON schema's "time" and "date-time" have an offset
      schema.put("type", "string").put("pattern", "^" + TIME + "$");
    } else if (type == LocalDateTime.class) {
      schema.put("type", "string").put("pattern", "^" + DATE_TIME + "$");
    } else if (type == OptionalInt.class) {
      schema.put("type", "integer").put("format", "int32");
    } else if (type == OptionalLong.class) {
      schema.put("type", "integer").put("format", "int64");
    } else if (type == OptionalDouble.class) {
      schema.put("type", "number").put("format", "double");
    } else {
      return null;
    }
    return new CustomDefinition(schema, DefinitionType.INLINE, AttributeInclusion.YES);
  }

  private static @Nullable Object defaultOf(ParamsComponent component) {
    return component.defaultValue().orElse(null);
  }

  private static boolean isOf(Class<?> recordClass, FieldScope field) {
    return field.getDeclaringType().getErasedType() == recordClass;
  }

  private static ParamsComponent component(
      Map<String, ParamsComponent> components, FieldScope field) {
    ParamsComponent component = components.get(field.getDeclaredName());
    if (component == null) {
      throw new IllegalStateException("No component for " + field.getDeclaredName());
    }
    return component;
  }
}
