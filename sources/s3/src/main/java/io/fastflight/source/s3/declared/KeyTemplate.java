package io.fastflight.source.s3.declared;

import io.fastflight.params.DeclaredParams;
import io.fastflight.params.Faults;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path in a bucket, in which {@code {name}} stands for the value of a parameter: part of one name
 * between two slashes, without {@code *} and {@code ?}.
 */
record KeyTemplate(String text) {
  private static final Pattern NAME = Pattern.compile("\\{([a-z][a-z0-9_]*)\\}");
  private static final Pattern FORBIDDEN = Pattern.compile("[/\\\\*?\\p{Cntrl}]");

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException if a name in it is {@code .} or {@code ..}
   */
  KeyTemplate {
    if (stepsOut(text)) {
      throw new IllegalArgumentException(
          "path must have no name that is . or .., was \"%s\"".formatted(text));
    }
  }

  /** Returns the parameters it uses. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    NAME.matcher(text).results().forEach(found -> names.add(found.group(1)));
    return names;
  }

  /**
   * Returns the path of a request.
   *
   * @throws io.fastflight.error.InvalidParamsException if a value cannot be part of a name
   */
  String path(DeclaredParams params) {
    return NAME.matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(value(params, found.group(1))));
  }

  private String value(DeclaredParams params, String name) {
    @Nullable Object value = params.values().get(name);
    String part = value == null ? "" : value.toString();
    boolean fits =
        !part.isEmpty()
            && !FORBIDDEN.matcher(part).find()
            && !stepsOut(text.replace("{" + name + "}", part));
    Faults.in(params.type().name())
        .check(fits, name, value, "part of a name, without slashes and wildcards")
        .throwIfAny();
    return part;
  }

  private static boolean stepsOut(String path) {
    return Arrays.stream(path.split("/", -1))
        .anyMatch(name -> name.equals(".") || name.equals(".."));
  }
}
