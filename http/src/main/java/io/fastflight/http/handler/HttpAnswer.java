package io.fastflight.http;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.params.JsonText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds a whole answer in JSON: a catalogue, or why a request failed.
 *
 * @param status the HTTP status
 * @param headers what this status says besides: the methods that are offered, or when to try again
 * @param json the body
 */
record HttpAnswer(int status, Map<String, String> headers, String json) {
  static final String MEDIA_TYPE = "application/json";

  private static final int MAX_MESSAGE_CHARS = 2_000;

  /** Returns the answer to a request that succeeded. */
  static HttpAnswer ok(Object value) {
    return new HttpAnswer(HttpStatuses.OK, Map.of(), JsonText.write(value));
  }

  /**
   * Returns the answer that tells of {@code failure}: its code, its message and when to try again,
   * nothing else.
   */
  static HttpAnswer of(FastFlightException failure) {
    int status = HttpStatuses.of(failure.code());
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof ResourceExhaustedException limit && limit.retryDelay().isPresent()) {
      long millis = roundedUp(limit.retryDelay().get(), Duration.ofMillis(1));
      long seconds = roundedUp(limit.retryDelay().get(), Duration.ofSeconds(1));
      Map<String, Object> error = error(failure.code(), message);
      error.put("retryAfterMillis", millis);
      return new HttpAnswer(status, Map.of("retry-after", Long.toString(seconds)), json(error));
    }
    return failed(status, failure.code(), message);
  }

  /** Counts the units a delay takes, where a part of one is one more. */
  private static long roundedUp(Duration delay, Duration unit) {
    return delay.plus(unit).minusNanos(1).dividedBy(unit);
  }

  /** Returns the answer to a failure that HTTP has a finer status for than we have a code. */
  static HttpAnswer failed(int status, ErrorCode code, String message) {
    return new HttpAnswer(status, Map.of(), json(error(code, message)));
  }

  /**
   * Returns the answer to a method that is not offered.
   *
   * @param subject who does not offer it: a path, or the server
   * @param allow the methods it offers
   */
  static HttpAnswer methodNotAllowed(String subject, String method, String allow) {
    String message =
        "%s does not offer %s. Use %s.".formatted(shown(subject), shown(method), allow);
    return new HttpAnswer(
        HttpStatuses.METHOD_NOT_ALLOWED,
        Map.of("allow", allow),
        json(error(ErrorCode.UNIMPLEMENTED, message)));
  }

  /** Shortens what a caller sent, to show it in a message. */
  static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  private static Map<String, Object> error(ErrorCode code, String message) {
    String brief =
        message.length() <= MAX_MESSAGE_CHARS
            ? message
            : message.substring(0, MAX_MESSAGE_CHARS - 3) + "...";
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", code.name());
    error.put("message", brief);
    error.put("retryable", code.retryable());
    return error;
  }

  private static String json(Map<String, Object> error) {
    return JsonText.write(Map.of("error", error));
  }
}
