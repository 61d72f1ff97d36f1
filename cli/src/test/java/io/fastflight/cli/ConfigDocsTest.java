package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.declared.FileSchema;
import io.fastflight.params.JsonText;
import io.fastflight.params.ParameterType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
