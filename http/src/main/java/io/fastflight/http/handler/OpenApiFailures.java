package io.fastflight.http.handler;

import io.fastflight.error.ErrorCode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names in the description of all paths the statuses of calls that fail. */
final class OpenApiFailures {
  private static final String PLACE = "#/components/responses/";
  private static final int URI_TOO_LONG = 414;
  private static final int HEADERS_TOO_LARGE = 431;

  private static final Map<Integer, String> MEANINGS = new TreeMap<>();

  static {
    Arrays.stream(ErrorCode.values())
        .forEach(code -> MEANINGS.put(HttpStatuses.of(code), meaning(code)));
    MEANINGS.put(
        HttpStatuses.NOT_ACCEPTABLE,
        "No format of Accept is offered; the message lists those that are.");
    MEANINGS.put(HttpStatuses.REQUEST_TIMEOUT, "The request took too long to arrive.");
    MEANINGS.put(HttpStatuses.CONTENT_TOO_LARGE, "The body has over 256 KiB.");
    MEANINGS.put(URI_TOO_LONG, "The URL has over 16 KiB.");
    MEANINGS.put(
        HttpStatuses.UNSUPPORTED_MEDIA_TYPE, "The body is said to be no JSON, or compressed.");
    MEANINGS.put(HttpStatuses.MISDIRECTED, "This server does not answer for the host.");
    MEANINGS.put(HEADERS_TOO_LARGE, "The headers have over 16 KiB.");
  }

  /** What can be told before anybody looks who calls, and what for. */
  private static final List<Integer> OF_ALL =
      List.of(
          HttpStatuses.of(ErrorCode.INVALID_ARGUMENT),
          HttpStatuses.REQUEST_TIMEOUT,
          HttpStatuses.CONTENT_TOO_LARGE,
          URI_TOO_LONG,
          HttpStatuses.MISDIRECTED,
          HEADERS_TOO_LARGE,
          HttpStatuses.of(ErrorCode.INTERNAL),
          HttpStatuses.of(ErrorCode.UNAVAILABLE));

  private OpenApiFailures() {}

  private static String meaning(ErrorCode code) {
    return switch (code) {
      case INVALID_ARGUMENT -> "The request is wrong; the message says where, and what is allowed.";
      case NOT_FOUND -> "There is no such service, or not for this caller.";
      case UNAUTHENTICATED -> "The server wants to know who calls.";
      case PERMISSION_DENIED -> "The caller may not do this.";
      case CANCELLED -> "The call was cancelled.";
      case DEADLINE_EXCEEDED -> "The time for the call is over.";
      case UNAVAILABLE -> "The server is closing, or the one behind it cannot be reached.";
      case RESOURCE_EXHAUSTED ->
          "A limit was met; Retry-After says when to try again, if that helps.";
      case UNIMPLEMENTED -> "The server behind this one does not offer this.";
      case SOURCE_FAILED -> "The service, or its source, failed.";
      case INCOMPLETE -> "Not all came from the server behind this one.";
      case INTERNAL -> "A fault of the server; its log says why.";
    };
  }

  /** Returns what a call can be told whose answer needs no service. */
  static Map<String, Object> ofAll() {
    Map<String, Object> named = new LinkedHashMap<>();
    OF_ALL.forEach(status -> named.put(String.valueOf(status), reference(status)));
    return named;
  }

  /**
   * Returns what a call can be told that asks the source, which may be another server.
   *
   * @param more statuses of HTTP's own beside those of all calls
   */
  static Map<String, Object> ofCalls(Integer... more) {
    Map<String, Object> named = ofAll();
    Arrays.stream(ErrorCode.values())
        .map(HttpStatuses::of)
        .forEach(status -> named.put(String.valueOf(status), reference(status)));
    Arrays.stream(more).forEach(status -> named.put(String.valueOf(status), reference(status)));
    return new TreeMap<>(named);
  }

  private static Map<String, Object> reference(int status) {
    return Map.of("$ref", PLACE + status);
  }

  /** Returns all of them by status, for the components of the document. */
  static Map<String, Object> components() {
    Map<String, Object> json = Map.of("application/json", Map.of("schema", schema()));
    Map<String, Object> responses = new LinkedHashMap<>();
    MEANINGS.forEach(
        (status, meaning) -> {
          Map<String, Object> response = new LinkedHashMap<>();
          response.put("description", meaning);
          response.put("content", json);
          responses.put(String.valueOf(status), response);
        });
    return responses;
  }

  private static Map<String, Object> schema() {
    Map<String, Object> text = Map.of("type", "string");
    List<String> codes = Arrays.stream(ErrorCode.values()).map(Enum::name).toList();
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("code", Map.of("type", "string", "enum", codes));
    properties.put("message", text);
    properties.put("retryable", Map.of("type", "boolean"));
    properties.put("field", text);
    properties.put("retryAfterMillis", Map.of("type", "integer"));
    properties.put("callId", text);
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("type", "object");
    error.put("required", List.of("code", "message", "retryable"));
    error.put("properties", properties);
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("type", "object");
    whole.put("required", List.of("error"));
    whole.put("properties", Map.of("error", error));
    return whole;
  }
}
