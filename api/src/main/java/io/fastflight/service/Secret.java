package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Holds a text that nobody may see: a password, a token, a key. It prints as {@code ***}, so that
 * no message, log or dump of settings tells it.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class Secret {
  private static final String SHOWN = "***";

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** Hides {@code text}. */
  public static Secret of(String text) {
    return new Secret(requireNonNull(text, "text"));
  }

  /** Returns the text, for the one place that needs it. */
  public String reveal() {
    return text;
  }

  /** Returns whether both hide the same text; takes as long wherever they differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return SHOWN.hashCode(); // one of the text would tell of it
  }

  @Override
  public String toString() {
    return SHOWN;
  }
}
