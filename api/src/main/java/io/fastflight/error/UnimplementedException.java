package io.fastflight.error;

import org.jspecify.annotations.Nullable;

/** Says that the server does not offer the requested method. */
public final class UnimplementedException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what failed and what to do next. */
  public UnimplementedException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public UnimplementedException(String message, @Nullable Throwable cause) {
    super(ErrorCode.UNIMPLEMENTED, message, cause);
  }
}
