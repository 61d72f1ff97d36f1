package io.fastflight.http.handler;

import io.fastflight.error.ErrorCode;
import io.netty.util.NetUtil;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps web pages of others from using the browsers of those who can reach this server.
 *
 * <p>A page may read an answer only if its origin is allowed (CORS). And a name that an attacker
 * lets point to this server (DNS rebinding) is no name of it, so a call under it is refused.
 */
final class CallGuard {
  private static final String EXPOSED =
      "content-encoding, content-type, fastflight-call-id, retry-after, www-authenticate";
  private static final String ALLOWED_HEADERS =
      "accept, authorization, content-type, fastflight-batch-rows, fastflight-call-id, fastflight-compression, x-api-key";
  private static final String MAX_AGE_SECONDS = "600";

  private final HttpRules rules;

  CallGuard(HttpRules rules) {
    this.rules = rules;
  }

  /**
   * Refuses a call for another host.
   *
   * @throws RefusedCallException with status 421
   */
  void requireHost(HttpCall call) {
    String host = host(call.authority());
    boolean ours =
        host.equals("localhost")
            || NetUtil.isValidIpV4Address(host)
            || NetUtil.isValidIpV6Address(host)
            || rules.hosts().contains(host)
            || rules.hosts().contains("*");
    if (!ours) {
      throw new RefusedCallException(
          HttpAnswer.failed(
              HttpStatuses.MISDIRECTED,
              ErrorCode.PERMISSION_DENIED,
              "This server does not answer for the host '%s'. Call it by its address, or start it with that name among its hosts."
                  .formatted(HttpAnswer.shown(host))));
    }
  }

  /** Returns the name or the address without port and brackets. */
  private static String host(String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      return lower.substring(1, Math.max(1, lower.indexOf(']')));
    }
    int colon = lower.indexOf(':');
    return colon < 0 ? lower : lower.substring(0, colon);
  }

  /** Returns whether there is any origin for which answers differ. */
  boolean allowsOrigins() {
    return !rules.origins().isEmpty();
  }

  /** Returns the headers that let the page read the answer; none for most calls. */
  Map<String, String> headers(HttpCall call) {
    Optional<String> origin = allowedOrigin(call);
    Map<String, String> headers = new LinkedHashMap<>();
    origin.ifPresent(
        known -> {
          headers.put("access-control-allow-origin", known);
          headers.put("access-control-expose-headers", EXPOSED);
        });
    return headers;
  }

  /**
   * Returns the answer to a browser that asks before it calls, if this call is such a question and
   * the page may.
   *
   * @param methods what the path offers
   */
  Optional<HttpAnswer> preflight(HttpCall call, String methods) {
    boolean asks =
        call.method().equals("OPTIONS")
            && call.header("access-control-request-method").isPresent()
            && allowedOrigin(call).isPresent();
    return asks
        ? Optional.of(
            new HttpAnswer(204, Map.of(), new byte[0])
                .with("access-control-allow-methods", methods)
                .with("access-control-allow-headers", ALLOWED_HEADERS)
                .with("access-control-max-age", MAX_AGE_SECONDS))
        : Optional.empty();
  }

  private Optional<String> allowedOrigin(HttpCall call) {
    return call.header("origin")
        .filter(origin -> rules.origins().contains(origin.toLowerCase(Locale.ROOT)));
  }
}
