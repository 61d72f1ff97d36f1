package io.fastflight.error;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says that a limit on streams, memory, rows or time was met. */
public final class ResourceExhaustedException extends FastFlightException {
  private static final long serialVersionUID = 1L;

  private final @Nullable Duration retryDelay;

  /** Creates it with a message that says what failed and what to do next. */
  public ResourceExhaustedException(String message) {
    this(message, (Throwable) null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public ResourceExhaustedException(String message, @Nullable Throwable cause) {
    super(ErrorCode.RESOURCE_EXHAUSTED, message, cause);
    this.retryDelay = null;
  }

  /**
   * Creates it for a limit that is met at the moment only.
   *
   * @param retryDelay after which the same call may succeed, 0 or more
   */
  public ResourceExhaustedException(String message, Duration retryDelay) {
    this(message, retryDelay, null);
  }

  /** Creates it for a limit of the moment, with the failure that led to it, which may be null. */
  public ResourceExhaustedException(
      String message, Duration retryDelay, @Nullable Throwable cause) {
    super(ErrorCode.RESOURCE_EXHAUSTED, message, cause);
    if (requireNonNull(retryDelay, "retryDelay").isNegative()) {
      throw new IllegalArgumentException(
          "retryDelay must be 0 or more, was " + retryDelay + ". Leave it out if no retry helps.");
    }
    this.retryDelay = retryDelay;
  }

  /**
   * Returns how long to wait before the same call is made again.
   *
   * @return the delay the server asks for, or empty where it named none: then the same call is
   *     likely to fail in the same way
   */
  public Optional<Duration> retryDelay() {
    return Optional.ofNullable(retryDelay);
  }

  /** Tells whether the limit is one of the moment: whether there is a {@link #retryDelay}. */
  @Override
  public boolean retryable() {
    return retryDelay != null;
  }
}
