package io.fastflight.service;

import io.fastflight.error.InvalidParamsException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Names calls, so that a caller's failure, the server's log and its audit log can be laid side by
 * side.
 */
public final class CallId {
  /** The header in which a caller gives an id of its own, and a door tells the id. */
  public static final String HEADER = "fastflight-call-id";

  private static final int MAX_LENGTH = 64;

  private CallId() {}

  /** Returns an id unlike all others: 32 hexadecimal digits. Anyone may guess it. */
  public static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  /** Returns whether a text can be an id. */
  public static boolean isValid(String text) {
    int length = text.length();
    boolean valid = length > 0 && length <= MAX_LENGTH;
    for (int i = 0; valid && i < length; i++) { // asked several times a call
      valid = isValid(text.charAt(i));
    }
    return valid;
  }

  private static boolean isValid(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || "._:-".indexOf(letter) >= 0;
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
