package io.fastflight.error;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Says that a call failed: what, the value, what was allowed and what to do next.
 *
 * <p>The one root of all failures this library throws, with one final class per {@link ErrorCode}.
 * Server and client raise the same class for the same failure.
 */
public abstract sealed class FastFlightException extends RuntimeException
    permits CallCancelledException,
        DataServiceException,
        DeadlineExceededException,
        IncompleteStreamException,
        InternalFaultException,
        InvalidParamsException,
        PermissionDeniedException,
        ResourceExhaustedException,
        ServerUnavailableException,
        ServiceNotFoundException,
        UnauthenticatedException,
        UnimplementedException {

  private static final long UNKNOWN_ROWS = -1;

  private final ErrorCode code;
  private long rowsDelivered = UNKNOWN_ROWS;
  private @Nullable String callId;

  FastFlightException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(requireNonNull(message, "message"), cause);
    this.code = code;
  }

  /**
   * Creates the exception that belongs to {@code code}.
   *
   * @param cause what led to it, or null
   */
  public static FastFlightException of(ErrorCode code, String message, @Nullable Throwable cause) {
    return switch (code) {
      case INVALID_ARGUMENT -> new InvalidParamsException(message, cause);
      case NOT_FOUND -> new ServiceNotFoundException(message, cause);
      case UNAUTHENTICATED -> new UnauthenticatedException(message, cause);
      case PERMISSION_DENIED -> new PermissionDeniedException(message, cause);
      case CANCELLED -> new CallCancelledException(message, cause);
      case DEADLINE_EXCEEDED -> new DeadlineExceededException(message, cause);
      case UNAVAILABLE -> new ServerUnavailableException(message, cause);
      case RESOURCE_EXHAUSTED -> new ResourceExhaustedException(message, cause);
      case UNIMPLEMENTED -> new UnimplementedException(message, cause);
      case SOURCE_FAILED -> new DataServiceException(message, cause);
      case INCOMPLETE -> new IncompleteStreamException(message, cause);
      case INTERNAL -> new InternalFaultException(message, cause);
    };
  }

  /**
   * Tells whether the same call can succeed when it is made again, unchanged, a little later.
   *
   * @return true for failures of the moment, false for a caller's mistake or a fault that stays
   */
  public boolean retryable() {
    return code == ErrorCode.UNAVAILABLE;
  }

  /** Returns the kind of failure. */
  public final ErrorCode code() {
    return code;
  }

  /**
   * Returns how many rows of the stream the caller had received when it failed.
   *
   * @return the count, or empty where the call was not a stream or the count is not known on this
   *     side
   */
  public final OptionalLong rowsDelivered() {
    return rowsDelivered == UNKNOWN_ROWS ? OptionalLong.empty() : OptionalLong.of(rowsDelivered);
  }

  /**
   * Notes how many rows the caller had received, and returns this same exception.
   *
   * @param rowCount 0 or more
   */
  public final FastFlightException afterRows(long rowCount) {
    if (rowCount < 0) {
      throw new IllegalArgumentException("rowCount must be 0 or more, was " + rowCount + ".");
    }
    rowsDelivered = rowCount;
    return this;
  }

  /**
   * Returns the id of the call that failed, by which its server's operators find it in their logs.
   *
   * @return the id, or empty where no server answered, or one that tells none
   */
  public final Optional<String> callId() {
    return Optional.ofNullable(callId);
  }

  /** Notes the id of the call that failed, and returns this same exception. */
  public final FastFlightException inCall(String id) {
    callId = requireNonNull(id, "id");
    return this;
  }
}
