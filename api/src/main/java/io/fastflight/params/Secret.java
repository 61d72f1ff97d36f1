package io.fastflight.params;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Holds a text that no message, log or schema shows, such as a password among a source's settings.
 *
 * <p>In a file it stands as {@code ${env:NAME}} or {@code ${file:PATH}} only.
 */
public final class Secret {
  private final String text;

  private Secret(String text) {
    this.text = requireNonNull(text, "text");
  }

  /** Hides {@code text}. */
  public static Secret of(String text) {
    return new Secret(text);
  }

  /** Returns the text, for whoever must send it on. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && text.equals(secret.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
