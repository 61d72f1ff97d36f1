package io.fastflight.http.handler;

import io.fastflight.error.ErrorCode;
import java.util.EnumMap;
import java.util.Map;

/**
 * Holds the HTTP status of each kind of failure, one to one.
 *
 * <p>Two are not in the IANA registry, which has none that fits and is free: 499 is nginx's word
 * for a caller that left, 520 Cloudflare's for an answer from behind that was not whole.
 *
 * @see <a
 *     href="https://www.iana.org/assignments/http-status-codes/http-status-codes.xhtml">Registry of
 *     HTTP status codes</a>
 */
public final class HttpStatuses {
  /** Success. */
  public static final int OK = 200;

  /** An answer that is elsewhere. */
  static final int SEE_OTHER = 303;

  /** A page that the caller has already. */
  static final int NOT_MODIFIED = 304;

  /** A method that a path does not have. */
  public static final int METHOD_NOT_ALLOWED = 405;

  /** A format that is not offered. */
  static final int NOT_ACCEPTABLE = 406;

  /** A request that took too long to arrive. */
  public static final int REQUEST_TIMEOUT = 408;

  /** A body that is too large. */
  public static final int CONTENT_TOO_LARGE = 413;

  /** A body in a form that is not read. */
  static final int UNSUPPORTED_MEDIA_TYPE = 415;

  /** A host that this server does not answer for. */
  static final int MISDIRECTED = 421;

  private static final Map<ErrorCode, Integer> STATUSES = new EnumMap<>(ErrorCode.class);

  static {
    STATUSES.put(ErrorCode.INVALID_ARGUMENT, 400);
    STATUSES.put(ErrorCode.UNAUTHENTICATED, 401);
    STATUSES.put(ErrorCode.PERMISSION_DENIED, 403);
    STATUSES.put(ErrorCode.NOT_FOUND, 404);
    STATUSES.put(ErrorCode.RESOURCE_EXHAUSTED, 429);
    STATUSES.put(ErrorCode.CANCELLED, 499);
    STATUSES.put(ErrorCode.INTERNAL, 500);
    STATUSES.put(ErrorCode.UNIMPLEMENTED, 501);
    STATUSES.put(ErrorCode.SOURCE_FAILED, 502);
    STATUSES.put(ErrorCode.UNAVAILABLE, 503);
    STATUSES.put(ErrorCode.DEADLINE_EXCEEDED, 504);
    STATUSES.put(ErrorCode.INCOMPLETE, 520);
  }

  private HttpStatuses() {}

  /** Returns the status that tells of {@code code}. */
  public static int of(ErrorCode code) {
    Integer status = STATUSES.get(code);
    if (status == null) {
      throw new IllegalStateException("No HTTP status for " + code);
    }
    return status;
  }
}
