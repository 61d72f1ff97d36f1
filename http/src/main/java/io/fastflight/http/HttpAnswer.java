package io.fastflight.http;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.params.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Holds a whole answer in JSON: a catalogue, or why a request failed.
 *
 * @param status the HTTP status
 * @param allow the methods that are offered, where the request used another
 * @param json the body
 */
record HttpAnswer(int status, Optional<String> allow, String json) {
  static final String MEDIA_TYPE = "application/json";

  private static final int MAX_MESSAGE_CHARS = 2_000;

  /** Returns the answer to a request that succeeded. */
  static HttpAnswer ok(Object value) {
    return new HttpAnswer(HttpStatuses.OK, Optional.empty(), JsonText.write(value));
  }

  /** Returns the answer that tells of {@code failure}: its code and its message, nothing else. */
  static HttpAnswer of(FastFlightException failure) {
    return failed(
        HttpStatuses.of(failure.code()), failure.code(), String.valueOf(failure.getMessage()));
  }

  /** Returns the answer to a failure that HTTP has a finer status for than we have a code. */
  static HttpAnswer failed(int status, ErrorCode code, String message) {
    return new HttpAnswer(status, Optional.empty(), error(code, message));
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
        Optional.of(allow),
        error(ErrorCode.UNIMPLEMENTED, message));
  }

  /** Shortens what a caller sent, to show it in a message. */
  static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  private static String error(ErrorCode code, String message) {
    String brief =
        message.length() <= MAX_MESSAGE_CHARS
            ? message
            : message.substring(0, MAX_MESSAGE_CHARS - 3) + "...";
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", code.name());
    error.put("message", brief);
    error.put("retryable", code.retryable());
    return JsonText.write(Map.of("error", error));
  }
}
