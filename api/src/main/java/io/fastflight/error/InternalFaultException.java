package io.fastflight.error;

import org.jspecify.annotations.Nullable;

/** Says that the server or the client itself is at fault. */
public final class InternalFaultException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what failed and what to do next. */
  public InternalFaultException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public InternalFaultException(String message, @Nullable Throwable cause) {
    super(ErrorCode.INTERNAL, message, cause);
  }
}
