package io.fastflight.spring.servlet;

import io.fastflight.http.handler.HttpHandler;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds what an answer begins with.
 *
 * @param length of the body, or a negative number where it is not known or there is none
 * @param trailers what stands behind the body, where there may be any
 */
record AnswerHead(
    int status,
    Map<String, String> headers,
    long length,
    @Nullable Supplier<Map<String, String>> trailers) {
  private static final long NO_LENGTH = -1;

  /** Returns the head of a body of known length. */
  static AnswerHead whole(int status, Map<String, String> headers, long length) {
    boolean empty = status == HttpServletResponse.SC_NO_CONTENT || isNotModified(status);
    return new AnswerHead(status, headers, empty ? NO_LENGTH : length, null);
  }

  private static boolean isNotModified(int status) {
    return status == HttpServletResponse.SC_NOT_MODIFIED;
  }

  /** Returns the head of a body whose end is to be seen when it comes. */
  static AnswerHead stream(Map<String, String> headers, Supplier<Map<String, String>> trailers) {
    return new AnswerHead(HttpServletResponse.SC_OK, headers, NO_LENGTH, trailers);
  }

  /** Sets status and headers, before the first byte of the body. */
  void writeTo(HttpServletResponse response) {
    response.setStatus(status);
    HttpHandler.SECURITY_HEADERS.forEach(response::setHeader);
    headers.forEach(response::setHeader);
    if (length >= 0) {
      response.setContentLengthLong(length);
    }
    if (trailers != null) {
      // Had a filter asked for a connection that ends with the body, the end of one that was cut
      // would look like any other.
      response.setHeader("connection", null);
      response.setTrailerFields(trailers);
    }
  }
}
