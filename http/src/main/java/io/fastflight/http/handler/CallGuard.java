package io.fastflight.http.handler;

import io.fastflight.error.ErrorCode;
import io.netty.util.NetUtil;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /** An address in brackets or a name, and a port. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9a-f:.%]+)]|([^:@/\\[\\]]*))(?::[0-9]{0,5})?");

  private final HttpRules rules;

  CallGuard(HttpRules rules) {
    this.rules = rules;
  }

  /**
   * Refuses a call for another host, or for two: a proxy in front might go by the other one.
   *
   * @throws RefusedCallException with status 421, or 400 for two
   */
  void requireHost(HttpCall call) {
    if (call.header("host").filter(names -> names.contains(",")).isPresent()) {
      throw new RefusedCallException(
          HttpAnswer.failed(
              HttpStatuses.of(ErrorCode.INVALID_ARGUMENT),
              ErrorCode.INVALID_ARGUMENT,
              "The request names its host more than once. Send one header 'Host'."));
    }
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

  /** Returns the name or the address without port and brackets, or all of what has no such form. */
  private static String host(String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    Matcher parts = AUTHORITY.matcher(lower);
    if (!parts.matches()) {
      return lower;
    }
    String digits = parts.group(1);
    return digits == null ? parts.group(2) : digits;
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
