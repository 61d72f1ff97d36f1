package io.fastflight.spring.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.http.door.CallerCheck;
import io.fastflight.http.handler.HttpCall;
import io.fastflight.service.CallId;
import io.fastflight.service.CallTrail;
import io.fastflight.service.Identity;
import io.netty.handler.codec.http.QueryStringDecoder;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows the handler what there is to know of a servlet request. All of it is read at once: the
 * container uses its request again when the call is over, and the handler may still look.
 *
 * @param queryText as it was sent, or null; decoded when it is asked for
 * @param headers by their names in small letters
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ServletCall(
    String method,
    String path,
    String authority,
    @Nullable String queryText,
    Map<String, List<String>> headers,
    CallTrail trail,
    Identity caller,
    byte[] body)
    implements HttpCall {
  private static final int MAX_PARAMETERS = 1_000;

  /**
   * Reads the head of a request.
   *
   * @param check begins to follow the call
   */
  static ServletCall head(HttpServletRequest request, CallerCheck check) {
    @Nullable String rest = request.getPathInfo();
    String path = request.getContextPath() + request.getServletPath() + (rest == null ? "" : rest);
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(
          name.toLowerCase(Locale.ROOT), List.copyOf(Collections.list(request.getHeaders(name))));
    }
    return new ServletCall(
        request.getMethod(),
        path,
        authority(request),
        request.getQueryString(),
        headers,
        check.follow(
            request.getMethod(),
            path,
            new InetSocketAddress(request.getRemoteAddr(), request.getRemotePort()),
            Optional.ofNullable(request.getHeader(CallId.HEADER))),
        Identity.ANONYMOUS,
        new byte[0]);
  }

  /**
   * Returns what the caller itself named as the server; what proxies say of it may be anybody's
   * word. HTTP/2 has it elsewhere.
   */
  private static String authority(HttpServletRequest request) {
    @Nullable String host = request.getHeader("host");
    if (host != null) {
      return host;
    }
    return request.getProtocol().startsWith("HTTP/1") ? "" : request.getServerName();
  }

  /** Returns the whole call. */
  ServletCall with(Identity caller, byte[] body) {
    return new ServletCall(method, path, authority, queryText, headers, trail, caller, body);
  }

  /** Returns every value of a header. */
  List<String> values(String name) {
    return headers.getOrDefault(name, List.of());
  }

  @Override
  public Optional<String> header(String name) {
    List<String> values = values(name.toLowerCase(Locale.ROOT));
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
  }

  @Override
  public Map<String, List<String>> query() {
    if (queryText == null) {
      return Map.of();
    }
    try {
      return new QueryStringDecoder(queryText, UTF_8, false, MAX_PARAMETERS, true).parameters();
    } catch (IllegalArgumentException broken) {
      throw new InvalidParamsException(
          "The query cannot be read: a % must be followed by two hexadecimal digits, as in %20.",
          broken);
    }
  }
}
