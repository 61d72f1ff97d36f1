package io.fastflight.policy;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names services by wire name.
 *
 * @param text where {@code *} stands for any characters
 */
record ServicePattern(String text, Pattern pattern) {
  ServicePattern(String text) {
    this(
        text,
        Pattern.compile(
            Arrays.stream(text.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")),
            Pattern.DOTALL));
    if (text.isBlank()) {
      throw new IllegalArgumentException("The name of a service must not be blank.");
    }
  }

  boolean matches(String service) {
    return pattern.matcher(service).matches();
  }

  /** Returns whether there can be a name that both match. */
  boolean overlaps(ServicePattern other) {
    String theirs = other.text;
    boolean[] next = new boolean[theirs.length() + 1]; // for the pattern without its first one more
    for (int i = text.length(); i >= 0; i--) {
      boolean[] here = new boolean[theirs.length() + 1];
      for (int j = theirs.length(); j >= 0; j--) {
        boolean mineEnds = i == text.length();
        boolean theirsEnds = j == theirs.length();
        if (mineEnds && theirsEnds) {
          here[j] = true;
        } else if (!mineEnds && text.charAt(i) == '*') {
          here[j] = next[j] || (!theirsEnds && here[j + 1]);
        } else if (!theirsEnds && theirs.charAt(j) == '*') {
          here[j] = here[j + 1] || (!mineEnds && next[j]);
        } else {
          here[j] = !mineEnds && !theirsEnds && text.charAt(i) == theirs.charAt(j) && next[j + 1];
        }
      }
      next = here;
    }
    return next[0];
  }
}
