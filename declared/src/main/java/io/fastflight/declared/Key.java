package io.fastflight.declared;

import java.util.List;

/**
 * Describes one key of the file, for whoever reads the reference.
 *
 * @param description a sentence
 */
record Key(String name, String description) {
  static List<String> names(List<Key> keys) {
    return keys.stream().map(Key::name).toList();
  }
}
