package io.fastflight.declared;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the JSON schema of limits of callers. */
final class LimitsSchema {
  private LimitsSchema() {}

  static Map<String, Object> asMap() {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<Key> keys = LimitsSection.KEYS;
    FileSchema.put(properties, keys, "rules", FileSchema.named(limit()));
    FileSchema.put(properties, keys, "max_wait", FileSchema.text());
    FileSchema.put(properties, keys, "max_waiting", Map.of("type", "integer", "minimum", 0));
    return FileSchema.object(properties, List.of("rules"));
  }

  private static Map<String, Object> limit() {
    Map<String, Object> properties = PolicySchema.scope();
    List<Key> keys = LimitSection.KEYS;
    FileSchema.put(properties, keys, "per", Map.of("enum", LimitSection.PER));
    FileSchema.put(properties, keys, "max_streams", Map.of("type", "integer", "minimum", 1));
    FileSchema.put(
        properties,
        keys,
        "requests_per_second",
        Map.of("type", "number", "exclusiveMinimum", 0, "maximum", LimitSection.MAX_RATE));
    FileSchema.put(properties, keys, "max_memory", FileSchema.size());
    FileSchema.put(properties, keys, "max_total_memory", FileSchema.size());
    properties.putAll(FileSchema.ofStream());
    return FileSchema.object(properties, List.of("services"));
  }
}
