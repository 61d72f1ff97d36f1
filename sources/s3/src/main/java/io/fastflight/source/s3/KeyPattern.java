package io.fastflight.source.s3;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Matches the keys of objects: {@code *} and {@code ?} stand for characters other than a slash,
 * {@code **} for any. Nothing is decoded, and {@code ..} is two dots.
 *
 * @param text as it was written
 */
record KeyPattern(String text) {
  private static final Pattern WILD = Pattern.compile("[*?]");

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException if it is empty, begins with a slash or has a control character
   */
  KeyPattern {
    requireNonNull(text, "text");
    if (text.isEmpty() || text.startsWith("/") || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "A path in a bucket is a key, perhaps with * and ?, without a slash at its beginning; was '%s'."
              .formatted(text));
    }
  }

  /** Returns what all keys that match begin with. */
  String prefix() {
    return WILD.split(text, 2)[0];
  }

  /** Returns whether it can match more than one key. */
  boolean isWild() {
    return WILD.matcher(text).find();
  }

  boolean matches(String key) {
    return regex().matcher(key).matches();
  }

  private Pattern regex() {
    StringBuilder regex = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean deep = text.startsWith("**", at);
      if (c == '*') {
        regex.append(deep ? ".*" : "[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
      at += deep ? 2 : 1;
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
