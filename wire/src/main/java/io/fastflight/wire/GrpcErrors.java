package io.fastflight.wire;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ResourceExhaustedException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns our failures into gRPC statuses and back, one to one.
 *
 * <p>Arrow's Flight libraries map the same gRPC statuses to Flight's own, so a foreign client sees
 * INVALID_ARGUMENT where ours throws {@code InvalidParamsException}. Only INCOMPLETE (DATA_LOSS)
 * has no Flight twin.
 */
public final class GrpcErrors {
  private static final int MAX_MESSAGE_CHARS = 2_000;

  /** How gRPC begins to tell of a message over {@code maxInboundMessageSize}. */
  private static final String GRPC_TOO_LARGE = "gRPC message exceeds maximum size ";

  /** How gRPC begins to tell of an answer that is none of gRPC. */
  private static final String GRPC_HTTP_STATUS = "HTTP status code ";

  /** Names the first field that is wrong. */
  private static final Metadata.Key<String> FIELD =
      Metadata.Key.of("fastflight-field", Metadata.ASCII_STRING_MARSHALLER);

  /** As {@link InvalidParamsException#field} has them; anybody may send anything. */
  private static final Pattern FIELD_NAME = Pattern.compile("\\w{1,200}");

  private static final Map<ErrorCode, Status.Code> STATUSES = new EnumMap<>(ErrorCode.class);
  private static final Map<Status.Code, ErrorCode> CODES = new EnumMap<>(Status.Code.class);

  static {
    STATUSES.put(ErrorCode.INVALID_ARGUMENT, Status.Code.INVALID_ARGUMENT);
    STATUSES.put(ErrorCode.NOT_FOUND, Status.Code.NOT_FOUND);
    STATUSES.put(ErrorCode.UNAUTHENTICATED, Status.Code.UNAUTHENTICATED);
    STATUSES.put(ErrorCode.PERMISSION_DENIED, Status.Code.PERMISSION_DENIED);
    STATUSES.put(ErrorCode.CANCELLED, Status.Code.CANCELLED);
    STATUSES.put(ErrorCode.DEADLINE_EXCEEDED, Status.Code.DEADLINE_EXCEEDED);
    STATUSES.put(ErrorCode.UNAVAILABLE, Status.Code.UNAVAILABLE);
    STATUSES.put(ErrorCode.RESOURCE_EXHAUSTED, Status.Code.RESOURCE_EXHAUSTED);
    STATUSES.put(ErrorCode.UNIMPLEMENTED, Status.Code.UNIMPLEMENTED);
    STATUSES.put(ErrorCode.SOURCE_FAILED, Status.Code.UNKNOWN);
    STATUSES.put(ErrorCode.INCOMPLETE, Status.Code.DATA_LOSS);
    STATUSES.put(ErrorCode.INTERNAL, Status.Code.INTERNAL);
    STATUSES.forEach((code, status) -> CODES.put(status, code));
  }

  private GrpcErrors() {}

  /**
   * Returns the status that carries {@code failure} over the wire: its code and its message,
   * nothing else.
   */
  public static Status toStatus(FastFlightException failure) {
    String message = String.valueOf(failure.getMessage());
    String brief =
        message.length() <= MAX_MESSAGE_CHARS
            ? message
            : message.substring(0, MAX_MESSAGE_CHARS - 3) + "...";
    return Status.fromCode(grpcCode(failure.code())).withDescription(brief);
  }

  /**
   * Returns the trailers that go with {@link #toStatus}: the delay after which to try again, or the
   * field that is wrong, where the failure has one, else none.
   */
  public static Metadata toTrailers(FastFlightException failure) {
    Metadata trailers = new Metadata();
    if (failure instanceof ResourceExhaustedException limit) {
      limit.retryDelay().ifPresent(delay -> RetryTrailers.put(trailers, toStatus(limit), delay));
    }
    if (failure instanceof InvalidParamsException invalid) {
      invalid.field().ifPresent(field -> trailers.put(FIELD, field));
    }
    return trailers;
  }

  /**
   * Returns the failure a peer's status stands for.
   *
   * @param status anything but OK; one that only foreign servers send (ABORTED, OUT_OF_RANGE, ...)
   *     becomes INTERNAL and says so
   * @param trailers that came with it; {@link #toTrailers} of any server's that keeps to gRPC's
   *     conventions
   * @param location where the call went, for failures that have no text of the server's
   */
  public static FastFlightException fromStatus(Status status, Metadata trailers, String location) {
    FastFlightException failure = withField(withDelay(status, trailers, location), trailers);
    CallHeaders.toldCallId(trailers).ifPresent(failure::inCall);
    return failure;
  }

  private static FastFlightException withDelay(Status status, Metadata trailers, String location) {
    FastFlightException failure = fromStatus(status, location);
    if (failure instanceof ResourceExhaustedException limit && limit.retryDelay().isEmpty()) {
      Optional<Duration> delay = RetryTrailers.delay(trailers);
      if (delay.isPresent()) {
        return new ResourceExhaustedException(
            String.valueOf(limit.getMessage()), delay.get(), limit.getCause());
      }
    }
    return failure;
  }

  private static FastFlightException withField(FastFlightException failure, Metadata trailers) {
    @Nullable String field = trailers.get(FIELD);
    boolean told = field != null && FIELD_NAME.matcher(field).matches();
    return told && failure instanceof InvalidParamsException
        ? InvalidParamsException.told(
            String.valueOf(failure.getMessage()), field, failure.getCause())
        : failure;
  }

  /** Does the same for a status that came without trailers. */
  public static FastFlightException fromStatus(Status status, String location) {
    if (status.getCode() == Status.Code.CANCELLED
        && status.getCause() instanceof StatusRuntimeException unreadable) {
      // gRPC's own name for a message that its marshaller refused: the refusal says more
      return fromStatus(unreadable.getStatus(), location);
    }
    @Nullable ErrorCode code = CODES.get(status.getCode());
    @Nullable String description = status.getDescription();
    Optional<FastFlightException> mismatch = TlsMismatch.of(status, location);
    if (mismatch.isPresent()) {
      return mismatch.get();
    }
    if (code == ErrorCode.UNAVAILABLE || isGone(status) || isReset(status)) {
      return FastFlightException.of(
          ErrorCode.UNAVAILABLE, NoAnswer.message(status, location), status.getCause());
    }
    if (status.getCause() instanceof Http2Exception || isNoGrpc(status)) {
      return new InternalFaultException(
          "What answers at %s does not speak gRPC over plain HTTP/2. Check the port, and whether the server wants TLS."
              .formatted(location),
          status.getCause());
    }
    if (code == null) {
      return new InternalFaultException(
          "The server at %s answered with the gRPC status %s%s"
              .formatted(
                  location, status.getCode(), description == null ? "." : ": " + description),
          status.getCause());
    }
    String message =
        description == null || description.isBlank()
            ? "The call to %s ended with %s and no further word."
                .formatted(location, status.getCode())
            : inOurWords(description, location);
    return FastFlightException.of(code, message, status.getCause());
  }

  /** gRPC's transport says UNKNOWN of a connection that closed before it learned why. */
  private static boolean isGone(Status status) {
    return status.getCode() == Status.Code.UNKNOWN
        && status.getCause() instanceof ClosedChannelException;
  }

  /**
   * A server that is being stopped resets the streams it does not wait for, with HTTP/2's CANCEL,
   * and gRPC tells it as if the caller had left.
   */
  private static boolean isReset(Status status) {
    return status.getCode() == Status.Code.CANCELLED
        && String.valueOf(status.getDescription()).startsWith(NoAnswer.RESET);
  }

  /**
   * gRPC has no code for an answer of HTTP that is none of gRPC, but has words for it. A refusal by
   * whatever stands before a server (401, 403, 503) is told under its code.
   */
  private static boolean isNoGrpc(Status status) {
    String description = String.valueOf(status.getDescription());
    return switch (status.getCode()) {
      case UNKNOWN ->
          description.startsWith(GRPC_HTTP_STATUS)
              || description.equals("missing GRPC status in response");
      case INTERNAL, UNIMPLEMENTED -> description.startsWith(GRPC_HTTP_STATUS); // 400, 404
      default -> false;
    };
  }

  /** Leaves out the headers and the body that gRPC shows of an answer that is none of gRPC. */
  static String withoutDump(String description) {
    int end = description.indexOf('\n');
    return end >= 0 && description.startsWith(GRPC_HTTP_STATUS)
        ? description.substring(0, end)
        : description;
  }

  /** gRPC's own words name a limit that our callers have never heard of, and not what to do. */
  private static String inOurWords(String description, String location) {
    if (description.startsWith(GRPC_TOO_LARGE)) {
      return "A message between here and %s is over what its receiver takes: %s bytes. A ticket has at most 256 KiB. A client takes record batches up to TransportConfig.maxMessageBytes: raise it, or ask for fewer rows a batch."
          .formatted(location, description.substring(GRPC_TOO_LARGE.length()));
    }
    return description.startsWith(GRPC_HTTP_STATUS)
        ? "The call to %s was refused with %s and no gRPC: by something that stands before the server, or answers in its place."
            .formatted(location, withoutDump(description))
        : description;
  }

  /** Returns the failure behind anything a gRPC stub throws. */
  public static FastFlightException fromThrowable(Throwable thrown, String location) {
    if (thrown instanceof FastFlightException known) {
      return known;
    }
    if (thrown instanceof StatusRuntimeException || thrown instanceof StatusException) {
      @Nullable Metadata trailers = Status.trailersFromThrowable(thrown);
      return fromStatus(
          Status.fromThrowable(thrown), trailers == null ? new Metadata() : trailers, location);
    }
    return new InternalFaultException("The call to " + location + " failed.", thrown);
  }

  /** Returns what a status that a server of ours sends tells of; nothing if all went well. */
  public static Optional<ErrorCode> codeOf(Status status) {
    return status.isOk()
        ? Optional.empty()
        : Optional.of(CODES.getOrDefault(status.getCode(), ErrorCode.INTERNAL));
  }

  /** Returns status and trailers of {@code failure}, as a stub's observer wants them. */
  public static StatusRuntimeException toException(FastFlightException failure) {
    return toStatus(failure).asRuntimeException(toTrailers(failure));
  }

  static Status.Code grpcCode(ErrorCode code) {
    Status.Code status = STATUSES.get(code);
    if (status == null) {
      throw new IllegalStateException("No gRPC status for " + code);
    }
    return status;
  }
}
