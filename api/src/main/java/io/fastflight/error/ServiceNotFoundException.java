package io.fastflight.error;

import org.jspecify.annotations.Nullable;

/** Says that no service is registered under the requested name. */
public final class ServiceNotFoundException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what failed and what to do next. */
  public ServiceNotFoundException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public ServiceNotFoundException(String message, @Nullable Throwable cause) {
    super(ErrorCode.NOT_FOUND, message, cause);
  }
}
