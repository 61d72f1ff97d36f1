package io.fastflight.service;

/**
 * Says how a reader wants a result cut.
 *
 * @param maxSlices how many streams the reader would read at a time, at least 1
 */
public record Scan(int maxSlices) {
  /** Checks the bound. */
  public Scan {
    if (maxSlices < 1) {
      throw new IllegalArgumentException("maxSlices must be at least 1, was " + maxSlices + ".");
    }
  }
}
