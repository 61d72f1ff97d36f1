package io.fastflight.service;

import io.fastflight.error.InvalidParamsException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Names calls, so that a caller's failure, the server's log and its audit log can be laid side by
 * side.
 */
public final class CallId {
  /** The header in which a caller gives an id of its own, and a door tells the id. */
  public static final String HEADER = "fastflight-call-id";

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private CallId() {}

  /** Returns an id unlike all others: 32 hexadecimal digits. Anyone may guess it. */
  public static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  /** Returns whether a text can be an id. */
  public static boolean isValid(String text) {
    return VALID.matcher(text).matches();
  }

  /**
   * Returns {@code text} if it can be an id.
   *
   * @throws InvalidParamsException if it cannot
   */
  public static String require(String text) {
    if (!isValid(text)) {
      throw new InvalidParamsException(
          "The id of a call (%s) must be 1..64 letters, digits and . _ : - in ASCII, and had %s characters. Send another, or none: then the server makes one."
              .formatted(HEADER, text.length()));
    }
    return text;
  }
}
