package io.fastflight.params;

import static java.util.Objects.requireNonNull;

/**
 * Says from where a stream is read on: the rows of a snapshot, behind those that were delivered.
 *
 * @param snapshot names a state of the data as its service did; travels in the ticket, at most
 *     4,096 characters
 * @param startRow how many rows to leave out, 0 or more
 */
public record ResumePoint(String snapshot, long startRow) {
  private static final int MAX_SNAPSHOT_CHARS = 4_096;

  /** Checks the bounds. */
  public ResumePoint {
    if (requireNonNull(snapshot, "snapshot").length() > MAX_SNAPSHOT_CHARS) {
      throw new IllegalArgumentException(
          "snapshot must have at most 4096 characters, has " + snapshot.length() + ".");
    }
    if (startRow < 0) {
      throw new IllegalArgumentException("startRow must be 0 or more, was " + startRow + ".");
    }
  }
}
