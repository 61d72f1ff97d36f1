package io.fastflight.source.arrow;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.Faults;
import io.fastflight.params.ParamsType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of a path below a root, in which {@code {name}} stands for the value of a parameter.
 *
 * <p>A value is part of one name: it can hold no separator, and a name made with it is neither
 * {@code .} nor {@code ..}. Nothing is decoded, so {@code %2e} is four characters.
 */
record PathTemplate(List<String> segments) {
  private static final Pattern NAME = Pattern.compile("\\{([a-z][a-z0-9_]*)\\}");
  private static final Pattern FORBIDDEN = Pattern.compile("[/\\\\\\p{Cntrl}\\x00]");
  private static final int MAX_NAME_BYTES = 255;

  /**
   * Takes the names of a path.
   *
   * @throws IllegalArgumentException if it uses other parameters than {@code type} has
   */
  static PathTemplate of(List<String> segments, ParamsType<DeclaredParams> type) {
    Set<String> used = new TreeSet<>();
    for (String segment : segments) {
      NAME.matcher(segment).results().forEach(found -> used.add(found.group(1)));
    }
    Set<String> declared = new TreeSet<>(type.fieldNames());
    if (!used.equals(declared)) {
      throw new IllegalArgumentException(
          "path uses the parameters %s, and the service has %s; they must be the same"
              .formatted(used, declared));
    }
    return new PathTemplate(List.copyOf(segments));
  }

  /**
   * Returns the names for the values of a request.
   *
   * @throws InvalidParamsException if a value cannot be part of a name
   */
  List<String> names(DeclaredParams params) {
    List<String> names = new ArrayList<>();
    for (String segment : segments) {
      Matcher found = NAME.matcher(segment);
      String name =
          found.replaceAll(match -> Matcher.quoteReplacement(value(params, match.group(1))));
      if (!name.equals(segment)) {
        requireName(params, segment, name);
      }
      names.add(name);
    }
    return names;
  }

  private static String value(DeclaredParams params, String field) {
    @Nullable Object value = params.values().get(field);
    String text = value == null ? "" : value.toString();
    refuseUnless(!text.isEmpty() && !FORBIDDEN.matcher(text).find(), params, field, value);
    return text;
  }

  private static void requireName(DeclaredParams params, String segment, String name) {
    boolean fits =
        !name.equals(".")
            && !name.equals("..")
            && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES
            && StandardCharsets.UTF_8.newEncoder().canEncode(name);
    Matcher field = NAME.matcher(segment);
    String first = field.find() ? field.group(1) : segment;
    refuseUnless(fits, params, first, params.values().get(first));
  }

  private static void refuseUnless(
      boolean fits, DeclaredParams params, String field, @Nullable Object value) {
    Faults.in(params.type().name())
        .check(fits, field, value, "part of a file name, without a separator")
        .throwIfAny();
  }
}
