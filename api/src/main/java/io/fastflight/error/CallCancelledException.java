package io.fastflight.error;

import org.jspecify.annotations.Nullable;

/** Says that the caller cancelled the call, or left before its end. */
public final class CallCancelledException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what failed and what to do next. */
  public CallCancelledException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public CallCancelledException(String message, @Nullable Throwable cause) {
    super(ErrorCode.CANCELLED, message, cause);
  }
}
