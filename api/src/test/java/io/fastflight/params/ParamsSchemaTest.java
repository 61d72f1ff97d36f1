package io.fastflight.params;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParamsSchemaTest {
  @WireName("test.shown")
  record Shown(
      @Description("How many.") @Min(1) @Max(10) @Default("3") int maxRows,
      @NotBlank @Size(max = 5) String name,
      @Positive long size,
      @Pattern(regexp = "[a-z]+") @Nullable String tag,
      @Size(min = 1) List<@NotBlank String> names)
      implements DataParams {}

  @Test
  void schemaSaysRequiredDefaultBoundsAndNothingElseAllowed() {
    assertSchema(
        Shown.class,
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "param_type": {"const": "test.shown"},
            "max_rows": {"type": "integer", "format": "int32", "description": "How many.",
                         "default": 3, "minimum": 1, "maximum": 10},
            "name": {"type": "string", "minLength": 1, "maxLength": 5},
            "size": {"type": "integer", "format": "int64", "exclusiveMinimum": 0},
            "tag": {"type": ["string", "null"], "pattern": "[a-z]+"},
            "names": {"minItems": 1, "type": "array",
                      "items": {"type": "string", "minLength": 1}}
          },
          "required": ["param_type", "name", "size", "names"],
          "additionalProperties": false
        }""");
  }

  @Test
  void numbersAndTextsHaveTheirTypes() {
    assertProperties(
        Samples.Values.class,
        """
        {
          "param_type": {"const": "test.values"},
          "int8": {"type": "integer", "minimum": -128, "maximum": 127},
          "int16": {"type": "integer", "minimum": -32768, "maximum": 32767},
          "int32": {"type": "integer", "format": "int32"},
          "int64": {"type": "integer", "format": "int64"},
          "float32": {"type": "number", "format": "float"},
          "float64": {"type": "number", "format": "double"},
          "flag": {"type": "boolean"},
          "text": {"type": "string"},
          "big": {"type": "integer"},
          "decimal": {"type": "number"},
          "level": {"type": "string", "enum": ["LOW", "HIGH"]}
        }""");
  }

  @Test
  void timesAreTextsOfTheirForm() {
    String time = "\\\\d{2}:\\\\d{2}(:\\\\d{2}(\\\\.\\\\d{1,9})?)?$";
    assertProperties(
        Samples.Times.class,
        """
        {
          "param_type": {"const": "test.times"},
          "date": {"type": "string", "format": "date"},
          "time": {"type": "string", "pattern": "^%s"},
          "date_time": {"type": "string", "pattern": "^\\\\d{4}-\\\\d{2}-\\\\d{2}T%s"},
          "offset_date_time": {"type": "string", "format": "date-time"},
          "instant": {"type": "string", "format": "date-time"},
          "duration": {"type": "string", "format": "duration"}
        }"""
            .formatted(time, time));
  }

  @Test
  void optionalsAreTheirTypeOrNull() {
    assertProperties(
        Samples.Optionals.class,
        """
        {
          "param_type": {"const": "test.optional"},
          "number": {"type": ["integer", "null"], "format": "int32"},
          "int32": {"type": ["integer", "null"], "format": "int32"},
          "int64": {"type": ["integer", "null"], "format": "int64"},
          "float64": {"type": ["number", "null"], "format": "double"},
          "level": {"anyOf": [{"type": "null"},
                                {"type": "string", "enum": ["LOW", "HIGH"]}]},
          "names": {"type": ["array", "null"], "items": {"type": "string"}}
        }""");
    assertThat(schema(Samples.Optionals.class)).containsEntry("required", List.of("param_type"));
  }

  @Test
  void nestedObjectsAreAsStrictAsTheOuterOne() {
    Map<String, Object> properties = properties(Samples.Nested.class);
    assertThat(properties.get("counts"))
        .isEqualTo(
            JsonText.readObject(
                """
                {"type": "object",
                 "additionalProperties": {"type": "integer", "format": "int32"}}"""));
    assertThat(JsonText.write(schema(Samples.Nested.class)))
        .contains(
            "\"properties\":{\"x\":{\"type\":\"integer\",\"format\":\"int32\"},"
                + "\"label\":{\"type\":\"string\"},\"note\":{\"type\":[\"string\",\"null\"]}},"
                + "\"required\":[\"x\",\"label\"],\"additionalProperties\":false");
  }

  @Test
  void bytesAreABase64Text() {
    assertProperties(
        Samples.Bytes.class,
        """
        {"param_type": {"const": "test.bytes"},
         "blob": {"type": "string", "contentEncoding": "base64"}}""");
  }

  @Test
  void recordWithoutComponentsTakesItsNameAlone() {
    assertSchema(
        Samples.None.class,
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {"param_type": {"const": "test.none"}},
          "required": ["param_type"],
          "additionalProperties": false
        }""");
  }

  @Test
  void propertiesKeepTheOrderOfTheComponents() {
    assertThat(properties(Shown.class).keySet())
        .containsExactly("param_type", "max_rows", "name", "size", "tag", "names");
  }

  private static void assertSchema(Class<? extends DataParams> type, String expected) {
    assertThat(schema(type)).isEqualTo(JsonText.readObject(expected));
  }

  private static void assertProperties(Class<? extends DataParams> type, String expected) {
    assertThat(properties(type)).isEqualTo(JsonText.readObject(expected));
  }

  @SuppressWarnings("unchecked") // a JSON object
  private static Map<String, Object> properties(Class<? extends DataParams> type) {
    return (Map<String, Object>) schema(type).get("properties");
  }

  private static Map<String, Object> schema(Class<? extends DataParams> type) {
    return JsonText.readObject(ParamsType.of(type).jsonSchema());
  }
}
