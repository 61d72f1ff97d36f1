package io.fastflight.error;

import org.jspecify.annotations.Nullable;

/** Says that a data service, or the source it reads, failed. */
public final class DataServiceException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what failed and what to do next. */
  public DataServiceException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public DataServiceException(String message, @Nullable Throwable cause) {
    super(ErrorCode.SOURCE_FAILED, message, cause);
  }
}
