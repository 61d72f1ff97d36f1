package io.fastflight.error;

import org.jspecify.annotations.Nullable;

/** Says that the caller is known and may not do this. */
public final class PermissionDeniedException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what failed and what to do next. */
  public PermissionDeniedException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public PermissionDeniedException(String message, @Nullable Throwable cause) {
    super(ErrorCode.PERMISSION_DENIED, message, cause);
  }
}
