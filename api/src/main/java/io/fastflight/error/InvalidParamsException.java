package io.fastflight.error;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says that a request is wrong, and lists every fault found in it.
 *
 * <p>A record's compact constructor throws it; so does the codec for JSON that does not fit the
 * record.
 */
public final class InvalidParamsException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  private static final Pattern FIELD =
      Pattern.compile("(?:field \")?(\\w+)\"? (?:must|is missing|is unknown).*", Pattern.DOTALL);

  private final transient List<String> faults;
  private final transient Optional<String> field;

  /** Creates it for one fault. */
  public InvalidParamsException(String message) {
    this(message, (Throwable) null);
  }

  /** Creates it for one fault with the failure that led to it, which may be null. */
  public InvalidParamsException(String message, @Nullable Throwable cause) {
    super(ErrorCode.INVALID_ARGUMENT, message, cause);
    this.faults = List.of(message);
    this.field = Optional.empty();
  }

  private InvalidParamsException(String message, String field, @Nullable Throwable cause) {
    super(ErrorCode.INVALID_ARGUMENT, message, cause);
    this.faults = List.of(message);
    this.field = Optional.of(field);
  }

  /**
   * Returns what another process tells of a fault.
   *
   * @param message that lists every fault
   * @param field the JSON name of the first field that is wrong
   */
  public static InvalidParamsException told(
      String message, String field, @Nullable Throwable cause) {
    return new InvalidParamsException(message, field, cause);
  }

  /**
   * Creates it for any number of faults in the params called {@code subject}.
   *
   * @param subject the wire name of the params type
   * @param faults one phrase per fault, at least one, without a full stop: {@code "rows must be
   *     0..10, was -1"}
   */
  public InvalidParamsException(String subject, List<String> faults) {
    super(ErrorCode.INVALID_ARGUMENT, subject + ": " + String.join("; ", faults) + ".", null);
    this.faults = List.copyOf(faults);
    this.field =
        faults.stream()
            .map(FIELD::matcher)
            .filter(Matcher::matches)
            .map(m -> m.group(1))
            .findFirst();
  }

  /** Returns one phrase per fault, at least one. */
  public List<String> faults() {
    return faults;
  }

  /** Returns the JSON name of the first field that is wrong, where a phrase begins with one. */
  public Optional<String> field() {
    return field;
  }
}
