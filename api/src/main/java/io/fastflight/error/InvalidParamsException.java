package io.fastflight.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says that a request is wrong, and lists every fault found in it.
 *
 * <p>A record's compact constructor throws it; so does the codec for JSON that does not fit the
 * record.
 */
public final class InvalidParamsException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  /** Creates it for one fault. */
  public InvalidParamsException(String message) {
    this(message, (Throwable) null);
  }

  /** Creates it for one fault with the failure that led to it, which may be null. */
  public InvalidParamsException(String message, @Nullable Throwable cause) {
    super(ErrorCode.INVALID_ARGUMENT, message, cause);
    this.faults = List.of(message);
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
  }

  /** Returns one phrase per fault, at least one. */
  public List<String> faults() {
    return faults;
  }
}
