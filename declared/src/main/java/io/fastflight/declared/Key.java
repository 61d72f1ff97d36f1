package io.fastflight.declared;

import java.util.List;
import java.util.stream.Stream;

/**
 * Describes one key of the file, for whoever reads the reference.
 *
 * @param description a sentence
 */
record Key(String name, String description) {
  static List<String> names(List<Key> keys) {
    return keys.stream().map(Key::name).toList();
  }

  /** Returns all of both. */
  static List<Key> both(List<Key> one, List<Key> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}
