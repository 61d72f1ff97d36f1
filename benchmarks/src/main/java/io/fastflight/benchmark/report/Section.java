package io.fastflight.benchmark.report;

import java.util.List;

/**
 * Holds the rows that were measured in turn.
 *
 * @param title with the data
 * @param series in the order of the table
 */
public record Section(String title, List<Series> series) {
  /** Copies the rows. */
  public Section {
    series = List.copyOf(series);
  }
}
