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

  boolean isExact() {
    return text.indexOf('*') < 0;
  }

  boolean matches(String service) {
    return pattern.matcher(service).matches();
  }

  /** Returns whether one of the two is known to match a name that the other does. */
  boolean overlaps(ServicePattern other) {
    return matches(other.text) || other.matches(text);
  }
}
