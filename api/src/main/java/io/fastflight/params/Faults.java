package io.fastflight.params;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.InvalidParamsException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects every fault of a params record in its compact constructor, so that a caller learns all
 * of them at once.
 *
 * <pre>{@code
 * public EchoParams {
 *   Faults.in("demo.echo")
 *       .range("repeat", repeat, 1, 1_000)
 *       .check(!message.isBlank(), "message", message, "not blank")
 *       .throwIfAny();
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> used by one thread, within one constructor.
 */
public final class Faults {
  private static final int MAX_SHOWN_CHARS = 80;
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]");

  private final String subject;
  private final List<String> phrases = new ArrayList<>();

  private Faults(String subject) {
    this.subject = requireNonNull(subject, "subject");
  }

  /** Begins an empty collection for the params called {@code wireName}. */
  public static Faults in(String wireName) {
    return new Faults(wireName);
  }

  /** Notes a fault when {@code value} lies outside {@code min..max}, both included. */
  public Faults range(String field, long value, long min, long max) {
    return check(value >= min && value <= max, field, value, min + ".." + max);
  }

  /**
   * Notes a fault when {@code holds} is false.
   *
   * @param field the JSON name of the field
   * @param value what the caller sent; shortened to 80 characters in the message
   * @param allowed what the field must be, to read after "must be"
   */
  public Faults check(boolean holds, String field, @Nullable Object value, String allowed) {
    if (!holds) {
      phrases.add(mustBe(field, allowed, value));
    }
    return this;
  }

  /**
   * Throws if any fault was noted.
   *
   * @throws InvalidParamsException with one message that lists them all
   */
  public void throwIfAny() {
    if (!phrases.isEmpty()) {
      throw new InvalidParamsException(subject, phrases);
    }
  }

  static String mustBe(String field, String allowed, @Nullable Object value) {
    return field + " must be " + allowed + ", was " + shown(value);
  }

  static String shown(@Nullable Object value) {
    String text = value instanceof CharSequence ? "\"" + value + "\"" : String.valueOf(value);
    return CONTROL.matcher(brief(text)).replaceAll(found -> escaped(found.group()));
  }

  private static String brief(String text) {
    if (text.length() <= MAX_SHOWN_CHARS) {
      return text;
    }
    int end = MAX_SHOWN_CHARS - 3;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + "...";
  }

  /** Keeps a caller from writing lines of their own into a log, or moving a terminal's cursor. */
  private static String escaped(String control) {
    return "\\\\u%04x".formatted((int) control.charAt(0));
  }
}
