package io.fastflight.service;

import static java.util.Objects.requireNonNull;

/**
 * Names one part of a partitioned result.
 *
 * @param token what the service needs to find it again; travels in the ticket, at most 4,096
 *     characters
 */
public record Slice(String token) {
  private static final int MAX_TOKEN_CHARS = 4_096;

  /** Checks the bound. */
  public Slice {
    if (requireNonNull(token, "token").length() > MAX_TOKEN_CHARS) {
      throw new IllegalArgumentException(
          "token must have at most 4096 characters, has " + token.length() + ".");
    }
  }
}
