package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.declared.FileSchema;
import io.fastflight.params.JsonText;
import io.fastflight.params.ParameterType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The reference has every key of all kinds, and the published schema is the one of the code. */
class ConfigDocsTest {
  private static final Path REFERENCE = Path.of("../docs/reference");

  @Test
  void thePublishedSchemaIsThatOfTheCode() throws Exception {
    Map<String, Object> published =
        JsonText.readObject(Files.readString(REFERENCE.resolve("fastflight.schema.json")));
    assertThat(published).isEqualTo(JsonText.readObject(JsonText.write(FileSchema.asMap())));
  }

  @Test
  void theReferenceHasEveryKey() throws Exception {
    String reference = Files.readString(REFERENCE.resolve("config.md"));
    Set<String> keys = new TreeSet<>();
    Arrays.stream(ParameterType.values()).map(ParameterType::word).forEach(keys::add);
    collect(FileSchema.asMap(), keys);
    assertThat(keys)
        .contains(
            "roots", "tables", "mapped", "stable_order", "max_time", "pool_wait", "slice_table");
    assertThat(keys).allSatisfy(key -> assertThat(reference).contains("`" + key + "`"));
  }

  @Test
  @SuppressWarnings("unchecked") // JSON objects
  void theSchemaWantsTheKeysWithoutWhichASourceIsRefused() {
    Map<String, Object> file = (Map<String, Object>) FileSchema.asMap().get("properties");
    Map<String, Object> sources = (Map<String, Object>) file.get("sources");
    Map<String, Object> source = (Map<String, Object>) sources.get("additionalProperties");
    Map<Object, Object> required = new HashMap<>();
    for (Map<String, Map<String, Object>> rule :
        (List<Map<String, Map<String, Object>>>) source.get("allOf")) {
      Map<String, Map<String, Object>> when =
          (Map<String, Map<String, Object>>) rule.get("if").get("properties");
      required.put(when.get("kind").get("const"), rule.get("then").get("required"));
    }
    assertThat(required)
        .containsEntry("jdbc", List.of("url"))
        .containsEntry("postgres", List.of("url"))
        .containsEntry("arrow-file", List.of("roots"))
        .containsEntry("duckdb", List.of());
  }

  /** Adds the names of all properties. */
  private static void collect(Object schema, Set<String> keys) {
    if (schema instanceof Map<?, ?> fields) {
      if (fields.get("properties") instanceof Map<?, ?> properties) {
        properties.keySet().forEach(key -> keys.add((String) key));
      }
      fields.values().forEach(value -> collect(value, keys));
    } else if (schema instanceof List<?> items) {
      items.forEach(item -> collect(item, keys));
    }
  }
}
