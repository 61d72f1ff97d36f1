package io.fastflight.security.scheme;

import io.fastflight.security.scheme.KeptLines.Line;
import io.fastflight.service.Identity;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One who signs in with a name and a password. */
record User(String name, PasswordHash password, Set<String> roles) {
  User {
    ApiKey.requireName(name);
    if (name.contains(":")) {
      throw new IllegalArgumentException("A user's name must have no colon, was '" + name + "'.");
    }
    roles = Set.copyOf(roles);
  }

  Identity identity() {
    return new Identity(name, roles, Map.of());
  }

  String toLine() {
    return String.join(
        " ",
        name,
        password.toString(),
        roles.isEmpty() ? "-" : String.join(",", new TreeSet<>(roles)));
  }

  static User parse(Path file, Line line) {
    try {
      if (line.words().size() != 3) {
        throw new IllegalArgumentException("A line must have 3 words: name, hash, roles.");
      }
      return new User(
          line.words().get(0),
          PasswordHash.parse(line.words().get(1)),
          ApiKey.roles(line.words().get(2)));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "%s, line %s: %s".formatted(file, line.number(), wrong.getMessage()), wrong);
    }
  }
}
