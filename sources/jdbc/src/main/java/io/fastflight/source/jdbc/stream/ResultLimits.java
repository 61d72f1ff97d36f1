package io.fastflight.source.jdbc.stream;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ResourceExhaustedException;

/**
 * Says how much one request may read.
 *
 * @param source what messages call the source
 * @param maxRows of the result
 * @param maxBytes of the result, as its Arrow buffers hold it
 */
public record ResultLimits(String source, long maxRows, long maxBytes) {
  /** Refuses a limit below 1. */
  public ResultLimits {
    requireNonNull(source, "source");
    if (maxRows < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "maxRows and maxBytes must be at least 1, were %s and %s.".formatted(maxRows, maxBytes));
    }
  }

  /**
   * Lets a result pass that has {@code rows} and {@code bytes} so far.
   *
   * @throws ResourceExhaustedException if that is more than the limits; a retry would not help
   */
  void check(long rows, long bytes) {
    if (rows > maxRows) {
      throw over("%s rows".formatted(maxRows), "maxRows");
    }
    if (bytes > maxBytes) {
      throw over("%s bytes".formatted(maxBytes), "maxBytes");
    }
  }

  private ResourceExhaustedException over(String limit, String setting) {
    return new ResourceExhaustedException(
        "The result of a query of source '%s' is over its limit of %s. Ask for less, or raise %s."
            .formatted(source, limit, setting));
  }
}
