package io.fastflight.params;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Declares one parameter: its name, its type, and what values it takes.
 *
 * <pre>{@code
 * DeclaredParameter.of("max_rows", ParameterType.INT64).range(1, 1_000).withDefault(100)
 * }</pre>
 *
 * <p>Values are given as JSON has them: text, numbers, booleans; dates and times as text. A
 * parameter without a default that does not take null is required.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class DeclaredParameter {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private final Parts parts;

  /** All that is known; a change makes another one. */
  private record Parts(
      String name,
      ParameterType type,
      String description,
      boolean nullable,
      @Nullable Object min,
      @Nullable Object max,
      @Nullable Pattern pattern,
      List<String> options,
      @Nullable JsonNode defaultValue) {}

  private DeclaredParameter(Parts parts) {
    this.parts = parts;
  }

  /**
   * Declares a parameter that is required and takes every value of its type.
   *
   * @param name a small letter, then small letters, digits and underscores, at most 64
   * @throws IllegalArgumentException if the name is another one, or belongs to the request itself
   */
  public static DeclaredParameter of(String name, ParameterType type) {
    if (!NAME.matcher(name).matches() || ParamsCodec.RESERVED_FIELDS.contains(name)) {
      throw new IllegalArgumentException(
          "the name of a parameter must be a small letter, then small letters, digits and '_', and not 'param_type', was "
              + Faults.shown(name));
    }
    requireNonNull(type, "type");
    return new DeclaredParameter(
        new Parts(name, type, "", false, null, null, null, List.of(), null));
  }

  /** Returns this parameter with a sentence on what it means. */
  public DeclaredParameter describedAs(String description) {
    Parts p = parts;
    return new DeclaredParameter(
        new Parts(
            p.name,
            p.type,
            description,
            p.nullable,
            p.min,
            p.max,
            p.pattern,
            p.options,
            p.defaultValue));
  }

  /** Returns this parameter, taking null as well, which is also what an absent one is. */
  public DeclaredParameter orNull() {
    Parts p = parts;
    return new DeclaredParameter(
        new Parts(
            p.name,
            p.type,
            p.description,
            true,
            p.min,
            p.max,
            p.pattern,
            p.options,
            p.defaultValue));
  }

  /**
   * Returns this parameter with bounds, both included.
   *
   * @param min the least value, or null for none
   * @param max the greatest value, or null for none
   * @throws IllegalArgumentException if its values have no order, or a bound is no value of it
   */
  public DeclaredParameter range(@Nullable Object min, @Nullable Object max) {
    Parts p = parts;
    if (!p.type.isOrdered()) {
      throw new IllegalArgumentException(
          "a range is for numbers, dates and times; '%s' is a %s".formatted(p.name, p.type.word()));
    }
    @Nullable Object least = min == null ? null : value("min", min);
    @Nullable Object most = max == null ? null : value("max", max);
    if (least != null && most != null && compare(least, most) > 0) {
      throw new IllegalArgumentException(
          "min must be at most max, was %s and %s".formatted(min, max));
    }
    return new DeclaredParameter(
        new Parts(
            p.name,
            p.type,
            p.description,
            p.nullable,
            least,
            most,
            p.pattern,
            p.options,
            p.defaultValue));
  }

  /**
   * Returns this parameter, whose whole text must match {@code regex}.
   *
   * @throws IllegalArgumentException if it is no text, or {@code regex} no regular expression
   */
  public DeclaredParameter matching(String regex) {
    Parts p = parts;
    requireText("a pattern");
    try {
      return new DeclaredParameter(
          new Parts(
              p.name,
              p.type,
              p.description,
              p.nullable,
              p.min,
              p.max,
              Pattern.compile(regex),
              p.options,
              p.defaultValue));
    } catch (PatternSyntaxException broken) {
      throw new IllegalArgumentException(
          "pattern must be a regular expression: " + broken.getDescription(), broken);
    }
  }

  /**
   * Returns this parameter, which must be one of {@code options}.
   *
   * @throws IllegalArgumentException if it is no text, or there is no option
   */
  public DeclaredParameter oneOf(List<String> options) {
    Parts p = parts;
    requireText("an enum");
    if (options.isEmpty()) {
      throw new IllegalArgumentException("enum must have at least one text");
    }
    return new DeclaredParameter(
        new Parts(
            p.name,
            p.type,
            p.description,
            p.nullable,
            p.min,
            p.max,
            p.pattern,
            List.copyOf(options),
            p.defaultValue));
  }

  /**
   * Returns this parameter with the value it has when a request leaves it out. Comes last: the
   * value must fit all the rest.
   *
   * @throws IllegalArgumentException if it does not
   */
  public DeclaredParameter withDefault(Object value) {
    Parts p = parts;
    List<String> faults = new ArrayList<>();
    addFaults(value("default", value), faults);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException("default" + faults.get(0).substring(p.name.length()));
    }
    return new DeclaredParameter(
        new Parts(
            p.name,
            p.type,
            p.description,
            p.nullable,
            p.min,
            p.max,
            p.pattern,
            p.options,
            StrictJson.MAPPER.valueToTree(value)));
  }

  /** Returns the name. */
  public String name() {
    return parts.name;
  }

  /** Returns the type. */
  public ParameterType type() {
    return parts.type;
  }

  String description() {
    return parts.description;
  }

  boolean nullable() {
    return parts.nullable;
  }

  @Nullable JsonNode defaultValue() {
    return parts.defaultValue;
  }

  Optional<Object> min() {
    return Optional.ofNullable(parts.min);
  }

  Optional<Object> max() {
    return Optional.ofNullable(parts.max);
  }

  Optional<Pattern> pattern() {
    return Optional.ofNullable(parts.pattern);
  }

  List<String> options() {
    return parts.options;
  }

  /** Notes what is wrong with a value of the right type. */
  void addFaults(Object value, List<String> faults) {
    if (!parts.options.isEmpty() && !parts.options.contains(value)) {
      faults.add(Faults.mustBe(parts.name, parts.nullable ? shape() + " or null" : shape(), value));
    }
    if (outOfRange(value)) {
      faults.add(Faults.mustBe(parts.name, allowedRange(), value));
    }
    if (parts.pattern != null && !parts.pattern.matcher((String) value).matches()) {
      faults.add(
          Faults.mustBe(parts.name, "a text that matches " + parts.pattern.pattern(), value));
    }
  }

  /** Says what its JSON looks like, to read after "must be". */
  String shape() {
    return parts.options.isEmpty()
        ? JsonShape.of(StrictJson.MAPPER.constructType(parts.type.javaClass()))
        : "one of \"" + String.join("\", \"", parts.options) + "\"";
  }

  /** Returns a value that may well be a good one, to try a statement with. */
  Object sample() {
    if (!parts.options.isEmpty()) {
      return parts.options.get(0);
    }
    return outOfRange(parts.type.neutral())
        ? min().or(this::max).orElseThrow()
        : parts.type.neutral();
  }

  private boolean outOfRange(Object value) {
    return (parts.min != null && compare(value, parts.min) < 0)
        || (parts.max != null && compare(value, parts.max) > 0);
  }

  private String allowedRange() {
    if (parts.min == null) {
      return "at most " + parts.max;
    }
    return parts.max == null ? "at least " + parts.min : parts.min + ".." + parts.max;
  }

  private Object value(String what, Object given) {
    try {
      return requireNonNull(
          StrictJson.MAPPER.treeToValue(
              StrictJson.MAPPER.valueToTree(given), parts.type.javaClass()));
    } catch (JsonProcessingException | NullPointerException unfit) {
      String shape = JsonShape.of(StrictJson.MAPPER.constructType(parts.type.javaClass()));
      throw new IllegalArgumentException(Faults.mustBe(what, shape, given), unfit);
    }
  }

  private void requireText(String what) {
    if (parts.type != ParameterType.STRING) {
      throw new IllegalArgumentException(
          "%s is for a string; '%s' is a %s".formatted(what, parts.name, parts.type.word()));
    }
  }

  @SuppressWarnings("unchecked") // both were read as the one class of an ordered type
  private static int compare(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }
}
