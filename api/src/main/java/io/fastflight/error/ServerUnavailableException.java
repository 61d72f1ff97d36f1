package io.fastflight.error;

import org.jspecify.annotations.Nullable;

/** Says that the server cannot be reached or is shutting down. */
public final class ServerUnavailableException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what failed and what to do next. */
  public ServerUnavailableException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public ServerUnavailableException(String message, @Nullable Throwable cause) {
    super(ErrorCode.UNAVAILABLE, message, cause);
  }
}
