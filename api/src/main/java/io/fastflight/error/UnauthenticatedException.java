package io.fastflight.error;

import org.jspecify.annotations.Nullable;

/** Says that the caller did not prove who they are. */
public final class UnauthenticatedException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what failed and what to do next. */
  public UnauthenticatedException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public UnauthenticatedException(String message, @Nullable Throwable cause) {
    super(ErrorCode.UNAUTHENTICATED, message, cause);
  }
}
