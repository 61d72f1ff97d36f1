package io.fastflight.security.scheme;

import io.fastflight.security.scheme.KeptLines.Line;
import io.fastflight.service.Identity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a server keeps of an API key: everything but the key.
 *
 * @param id names the key among others; it is a part of the key, and no secret
 * @param name whose key it is; several keys may have one, while they are exchanged
 * @param sha256 of the whole key, in hexadecimal. The key has 256 random bits, so a hash that is
 *     quick to compute gives nothing away.
 * @param expires when it ends, if it does
 * @param roles what its owner is
 */
public record ApiKey(
    String id, String name, String sha256, Optional<Instant> expires, Set<String> roles) {
  /** How every key begins, so that tools that look for lost secrets find it. */
  static final String PREFIX = "ffk_";

  private static final String NEVER = "never";

  /** Checks the texts, and copies the roles. */
  public ApiKey {
    requireWord("id", id, "[a-z0-9]{8}");
    requireName(name);
    requireWord("sha256", sha256, "[0-9a-f]{64}");
    roles = Set.copyOf(roles);
    roles.forEach(role -> requireWord("role", role, "[A-Za-z0-9._:-]{1,80}"));
  }

  static void requireName(String name) {
    requireWord("name", name, "[A-Za-z0-9._@:/-]{1,120}");
  }

  static void requireWord(String what, String word, String pattern) {
    if (!word.matches(pattern)) {
      throw new IllegalArgumentException(
          "The %s must be like %s, was '%s'."
              .formatted(
                  what, pattern, word.length() <= 80 ? word : word.substring(0, 77) + "..."));
    }
  }

  /** Returns whether {@code key} is this one; takes as long wherever it differs. */
  boolean is(String key) {
    return MessageDigest.isEqual(
        hash(key).getBytes(StandardCharsets.US_ASCII), sha256.getBytes(StandardCharsets.US_ASCII));
  }

  boolean hasExpired(Instant now) {
    return expires.isPresent() && !now.isBefore(expires.get());
  }

  Identity identity() {
    return new Identity(name, roles, Map.of());
  }

  static String hash(String key) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JVM has SHA-256.", impossible);
    }
  }

  String toLine() {
    return String.join(
        " ",
        id,
        name,
        sha256,
        expires.map(Instant::toString).orElse(NEVER),
        roles.isEmpty() ? "-" : String.join(",", new TreeSet<>(roles)));
  }

  static ApiKey parse(Path file, Line line) {
    try {
      if (line.words().size() != 5) {
        throw new IllegalArgumentException("A line must have 5 words: id, name, hash, end, roles.");
      }
      String end = line.words().get(3);
      return new ApiKey(
          line.words().get(0),
          line.words().get(1),
          line.words().get(2),
          end.equals(NEVER) ? Optional.empty() : Optional.of(Instant.parse(end)),
          roles(line.words().get(4)));
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw new IllegalArgumentException(
          "%s, line %s: %s".formatted(file, line.number(), wrong.getMessage()), wrong);
    }
  }

  static Set<String> roles(String word) {
    return word.equals("-") ? Set.of() : new TreeSet<>(List.of(word.split(",")));
  }
}
