package io.fastflight.http.handler;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Says what a door answers to, where there is a choice.
 *
 * @param prefix what every path but the console's begins with: {@code /a/b}, or an empty text
 * @param hosts the names callers may know the server by, beside {@code localhost} and addresses in
 *     digits; {@code *} for any
 * @param origins the web pages' origins that browsers may let call, such as {@code
 *     https://app.example.org}; none of them is {@code *}
 */
public record HttpRules(String prefix, Set<String> hosts, Set<String> origins) {
  private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9_.~-]+)*");
  private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9._\\[\\]:-]+");
  private static final Pattern HOST = Pattern.compile("\\*|[A-Za-z0-9._-]+");

  /** Checks all of them. */
  public HttpRules {
    requirePrefix(prefix);
    hosts = lowerCase(hosts);
    for (String host : hosts) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "A host must be a name without a port such as data.example.org, or *, was '%s'."
                .formatted(host));
      }
    }
    origins = lowerCase(origins);
    for (String origin : origins) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw new IllegalArgumentException(
            "An origin must be like https://app.example.org, without a path, was '%s'."
                .formatted(origin));
      }
    }
  }

  /**
   * Returns {@code prefix} if paths can begin with it.
   *
   * @throws IllegalArgumentException if they cannot
   */
  public static String requirePrefix(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "prefix must be empty or like /fastflight, without a slash at its end, was '%s'."
              .formatted(prefix));
    }
    return prefix;
  }

  private static Set<String> lowerCase(Set<String> texts) {
    Set<String> lower = new TreeSet<>();
    texts.forEach(text -> lower.add(text.toLowerCase(Locale.ROOT)));
    return Set.copyOf(lower);
  }
}
