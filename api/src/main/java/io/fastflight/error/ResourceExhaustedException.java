package io.fastflight.error;

import org.jspecify.annotations.Nullable;

/** Says that a limit on streams, memory, rows or time was met. */
public final class ResourceExhaustedException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what failed and what to do next. */
  public ResourceExhaustedException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public ResourceExhaustedException(String message, @Nullable Throwable cause) {
    super(ErrorCode.RESOURCE_EXHAUSTED, message, cause);
  }
}
