package io.fastflight.http.handler;

import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Spares callers what they have already: each answer that lasts has a tag, and a caller that shows
 * it is told that nothing has changed.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13">RFC 9110, 13</a>
 */
final class EntityTags {
  private static final String TAG = "etag";
  private static final String CACHING = "cache-control";

  private EntityTags() {}

  /** Returns the tag of a body: its sum and its length, in quotes. */
  static String of(byte[] body) {
    CRC32C sum = new CRC32C();
    sum.update(body);
    return "\"" + HexFormat.of().toHexDigits(sum.getValue(), 8) + "-" + body.length + "\"";
  }

  /** Returns whether the caller of {@code call} has what {@code tag} stands for. */
  private static boolean isKnown(HttpCall call, String tag) {
    Optional<String> shown = call.header("if-none-match");
    if (shown.isEmpty()) {
      return false;
    }
    for (String each : shown.get().split(",", -1)) {
      String known = each.strip();
      if (known.equals("*") || known.equals(tag) || known.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns {@code whole} with its tag, or without its body if the caller has it.
   *
   * @param caching how the answer may be kept: the value of {@code cache-control}
   */
  static HttpAnswer conditional(HttpAnswer whole, HttpCall call, String caching) {
    String tag = of(whole.body());
    HttpAnswer answer =
        isKnown(call, tag)
            ? new HttpAnswer(HttpStatuses.NOT_MODIFIED, whole.headers(), new byte[0])
            : whole;
    return answer.with(TAG, tag).with(CACHING, caching).with("accept-ranges", "none");
  }
}
