package io.fastflight.http.handler;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.params.JsonText;
import io.fastflight.service.CallId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Holds a whole answer: a catalogue, a page, or why a request failed.
 *
 * @param status the HTTP status
 * @param headers what it says besides, with the content type
 * @param body that nobody writes to
 * @param error what the body says, where the call failed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpAnswer(
    int status, Map<String, String> headers, byte[] body, Optional<Map<String, Object>> error) {
  private static final String CONTENT_TYPE = "content-type";
  private static final String JSON = "application/json";
  private static final int MAX_MESSAGE_CHARS = 2_000;
  private static final String CODE = "code";
  private static final String CALL_ID = "callId";

  /** Creates an answer that tells of no failure. */
  HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    this(status, headers, body, Optional.empty());
  }

  /** Returns the answer to a request that succeeded. */
  public static HttpAnswer ok(Object value) {
    return json(HttpStatuses.OK, value);
  }

  /** Returns the answer that sends a browser to {@code location}. */
  public static HttpAnswer seeOther(String location) {
    return new HttpAnswer(HttpStatuses.SEE_OTHER, Map.of("location", location), new byte[0]);
  }

  /** Returns an answer in JSON. */
  static HttpAnswer json(int status, Object value) {
    return text(status, JSON, JsonText.write(value));
  }

  /** Returns an answer in some text. */
  static HttpAnswer text(int status, String mediaType, String text) {
    return new HttpAnswer(
        status, Map.of(CONTENT_TYPE, mediaType), text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the answer that tells of {@code failure}: its code, its message and when to try again,
   * nothing else.
   */
  public static HttpAnswer of(FastFlightException failure) {
    HttpAnswer answer = failed(HttpStatuses.of(failure.code()), errorOf(failure));
    if (failure instanceof ResourceExhaustedException limit && limit.retryDelay().isPresent()) {
      long seconds = roundedUp(limit.retryDelay().get(), Duration.ofSeconds(1));
      return answer.with("retry-after", Long.toString(seconds));
    }
    return answer;
  }

  /** Returns what a caller is told of a failure. */
  static Map<String, Object> errorOf(FastFlightException failure) {
    String message = String.valueOf(failure.getMessage());
    Map<String, Object> error = new LinkedHashMap<>();
    error.put(CODE, failure.code().name());
    error.put(
        "message",
        message.length() <= MAX_MESSAGE_CHARS
            ? message
            : message.substring(0, MAX_MESSAGE_CHARS - 3) + "...");
    error.put("retryable", failure.retryable());
    if (failure instanceof InvalidParamsException invalid) {
      invalid.field().ifPresent(field -> error.put("field", field));
    }
    if (failure instanceof ResourceExhaustedException limit && limit.retryDelay().isPresent()) {
      error.put("retryAfterMillis", roundedUp(limit.retryDelay().get(), Duration.ofMillis(1)));
    }
    failure.callId().ifPresent(id -> error.put(CALL_ID, id));
    return error;
  }

  /** Counts the units a delay takes, where a part of one is one more. */
  private static long roundedUp(Duration delay, Duration unit) {
    return delay.plus(unit).minusNanos(1).dividedBy(unit);
  }

  /** Returns the answer to a failure that HTTP has a finer status for than we have a code. */
  public static HttpAnswer failed(int status, ErrorCode code, String message) {
    return failed(status, errorOf(FastFlightException.of(code, message, null)));
  }

  private static HttpAnswer failed(int status, Map<String, Object> error) {
    HttpAnswer answer = json(status, Map.of("error", error));
    return new HttpAnswer(status, answer.headers, answer.body, Optional.of(error));
  }

  /** Returns what kind of failure it tells of; nothing if all went well. */
  public Optional<ErrorCode> failure() {
    return error.map(fields -> ErrorCode.valueOf(String.valueOf(fields.get(CODE))));
  }

  /**
   * Returns the same answer with the id of its call: as a header, and in what tells of a failure.
   */
  public HttpAnswer inCall(String id) {
    HttpAnswer named = this;
    if (error.isPresent()) {
      Map<String, Object> fields = new LinkedHashMap<>(error.get());
      fields.put(CALL_ID, id);
      named = failed(status, fields).with(headers);
    }
    return named.with(CallId.HEADER, id);
  }

  /**
   * Returns the answer to a method that is not offered.
   *
   * @param subject who does not offer it: a path, or the server
   * @param allow the methods it offers
   */
  public static HttpAnswer methodNotAllowed(String subject, String method, String allow) {
    String message =
        "%s does not offer %s. Use %s.".formatted(shown(subject), shown(method), allow);
    return failed(HttpStatuses.METHOD_NOT_ALLOWED, ErrorCode.UNIMPLEMENTED, message)
        .with("allow", allow);
  }

  /** Returns the answer to a body of more than {@link HttpHandler#MAX_REQUEST_BYTES}. */
  public static HttpAnswer requestTooLarge() {
    return failed(
        HttpStatuses.CONTENT_TOO_LARGE,
        ErrorCode.INVALID_ARGUMENT,
        "The request is too large; at most %s bytes (256 KiB) are read. Send fewer or shorter values."
            .formatted(HttpHandler.MAX_REQUEST_BYTES));
  }

  /** Returns the answer to a request that did not arrive within {@code patience}. */
  public static HttpAnswer requestTooSlow(Duration patience) {
    return failed(
        HttpStatuses.REQUEST_TIMEOUT,
        ErrorCode.DEADLINE_EXCEEDED,
        "The request did not arrive within %s ms. Send it in one go."
            .formatted(patience.toMillis()));
  }

  /** Returns the same answer with one more header. */
  public HttpAnswer with(String name, String value) {
    return with(Map.of(name, value));
  }

  /** Returns the same answer with other headers as well, or in the place of its own. */
  HttpAnswer with(Map<String, String> others) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(others);
    return new HttpAnswer(status, all, body, error);
  }

  /** Shortens what a caller sent, to show it in a message. */
  static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
