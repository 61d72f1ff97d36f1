package io.fastflight.error;

import org.jspecify.annotations.Nullable;

/** Says that the call's deadline passed before its end. */
public final class DeadlineExceededException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what failed and what to do next. */
  public DeadlineExceededException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public DeadlineExceededException(String message, @Nullable Throwable cause) {
    super(ErrorCode.DEADLINE_EXCEEDED, message, cause);
  }
}
