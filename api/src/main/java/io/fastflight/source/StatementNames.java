package io.fastflight.source;

import java.util.Collection;
import java.util.TreeSet;

/** Compares the names in a statement with the parameters of its service. */
public final class StatementNames {
  private StatementNames() {}

  /**
   * Lets pass a statement that uses every parameter, and nothing else.
   *
   * @param used the names in the statement
   * @param declared the names of the parameters
   * @throws IllegalArgumentException if one is missing on either side; the message begins with
   *     {@code statement}
   */
  public static void requireSame(Collection<String> used, Collection<String> declared) {
    for (String name : new TreeSet<>(used)) {
      if (!declared.contains(name)) {
        throw new IllegalArgumentException(
            "statement uses :%s, which is no parameter of the service; there are %s"
                .formatted(
                    name,
                    declared.isEmpty() ? "none" : String.join(", ", new TreeSet<>(declared))));
      }
    }
    for (String name : new TreeSet<>(declared)) {
      if (!used.contains(name)) {
        throw new IllegalArgumentException(
            "statement does not use the parameter '%s'; write :%s where its value belongs, or leave it out"
                .formatted(name, name));
      }
    }
  }
}
