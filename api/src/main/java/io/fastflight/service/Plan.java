package io.fastflight.service;

import java.util.List;

/**
 * Says into which slices a result is cut.
 *
 * @param slices at least one
 * @param ordered true if the rows of slice n come before those of slice n + 1
 */
public record Plan(List<Slice> slices, boolean ordered) {
  /** Copies the list and checks that it is not empty. */
  public Plan {
    slices = List.copyOf(slices);
    if (slices.isEmpty()) {
      throw new IllegalArgumentException("A plan needs at least one slice.");
    }
  }
}
