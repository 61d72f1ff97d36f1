package io.fastflight.error;

import org.jspecify.annotations.Nullable;

/** Says that a stream ended without all of its rows. */
public final class IncompleteStreamException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what failed and what to do next. */
  public IncompleteStreamException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public IncompleteStreamException(String message, @Nullable Throwable cause) {
    super(ErrorCode.INCOMPLETE, message, cause);
  }
}
