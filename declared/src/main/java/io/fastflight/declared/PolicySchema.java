package io.fastflight.declared;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the JSON schema of a policy. */
final class PolicySchema {
  private PolicySchema() {}

  static Map<String, Object> asMap() {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<Key> keys = PolicySection.KEYS;
    FileSchema.put(properties, keys, "rules", FileSchema.named(rule()));
    FileSchema.put(properties, keys, "roles", texts());
    FileSchema.put(properties, keys, "mask_key", FileSchema.reference());
    return FileSchema.object(properties, List.of("rules"));
  }

  /** Returns the properties that say of whom and of what a rule speaks. */
  static Map<String, Object> scope() {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<Key> keys = ScopeSection.KEYS;
    FileSchema.put(properties, keys, "roles", texts());
    FileSchema.put(properties, keys, "identities", texts());
    FileSchema.put(properties, keys, "everyone", Map.of("type", "boolean"));
    FileSchema.put(properties, keys, "claims", FileSchema.named(FileSchema.scalar()));
    FileSchema.put(properties, keys, "services", texts());
    return properties;
  }

  private static Map<String, Object> rule() {
    Map<String, Object> properties = scope();
    List<Key> keys = RuleSection.KEYS;
    FileSchema.put(properties, keys, "deny", Map.of("type", "boolean"));
    FileSchema.put(properties, keys, "filter", FileSchema.text());
    FileSchema.put(properties, keys, "masks", FileSchema.named(mask()));
    return FileSchema.object(properties, List.of("services"));
  }

  private static Map<String, Object> mask() {
    Map<String, Object> last = Map.of("type", "integer", "minimum", 1, "maximum", 64);
    return Map.of(
        "oneOf",
        List.of(
            Map.of("enum", List.of("drop", "hash", "null")),
            Map.of("type", "null"),
            only(MaskWords.CONSTANT, FileSchema.scalar()),
            only(MaskWords.LAST, last)));
  }

  private static Map<String, Object> only(String key, Map<String, Object> value) {
    return FileSchema.object(Map.of(key, value), List.of(key));
  }

  private static Map<String, Object> texts() {
    return Map.of("type", "array", "items", FileSchema.text(), "minItems", 1);
  }
}
