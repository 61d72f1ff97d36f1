package io.fastflight.declared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks up {@code ${env:NAME}} and {@code ${file:PATH}}, and remembers what it found, so that no
 * message shows it.
 */
final class References {
  private static final Pattern WHOLE = Pattern.compile("\\$\\{(env|file):([^}]+)\\}");
  private static final int MAX_BYTES = 64 * 1024;

  private final Map<String, String> environment;
  private final Path folder;
  private final Set<String> found = new HashSet<>();

  References(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  /**
   * Returns the value of a key, looked up where it is a reference; null where that is not there,
   * which is noted.
   *
   * @param secret whether it must be a reference
   */
  @Nullable Object value(String key, Node node, boolean secret, FaultList faults) {
    @Nullable Object value = node.value();
    if (value instanceof String text && text.contains("${")) {
      return resolved(key, text, node.place(), faults);
    }
    if (secret) {
      faults.add(
          node.place(),
          key + " must be ${env:NAME} or ${file:PATH}: a secret does not stand in this file");
      return null;
    }
    return value;
  }

  private @Nullable String resolved(String key, String reference, Place place, FaultList faults) {
    try {
      return resolve(reference);
    } catch (IllegalArgumentException missing) {
      faults.add(place, key + ": " + missing.getMessage());
      return null;
    }
  }

  /**
   * Returns what {@code text} refers to, without the line break a file ends with.
   *
   * @throws IllegalArgumentException if there is no such thing; the message says what is missing
   */
  private String resolve(String text) {
    Matcher whole = WHOLE.matcher(text);
    if (!whole.matches()) {
      throw new IllegalArgumentException(
          "must be ${env:NAME} or ${file:PATH} as a whole, with nothing around it");
    }
    String value = whole.group(1).equals("env") ? variable(whole.group(2)) : file(whole.group(2));
    found.add(value);
    return value;
  }

  /** Returns {@code text} without what was found. */
  String redacted(String text) {
    String redacted = text;
    for (String value : found) {
      if (!value.isEmpty()) {
        redacted = redacted.replace(value, "(secret)");
      }
    }
    return redacted;
  }

  private String variable(String name) {
    @Nullable String value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the environment variable '%s' is not set".formatted(name));
    }
    return value;
  }

  private String file(String name) {
    Path file = folder.resolve(name);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException(
            "the file '%s' is missing, no plain file, or larger than 64 KiB".formatted(name));
      }
      return Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "the file '%s' cannot be read".formatted(name), unreadable);
    }
  }
}
