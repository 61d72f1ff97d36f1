package io.fastflight.benchmark.report;

import java.util.List;
import java.util.Optional;

/**
 * Holds the runs of one row of a table.
 *
 * @param id by which bars name it, such as {@code int64/ours}
 * @param label for people
 * @param unit of the values
 * @param values one a run, in order; empty if skipped
 * @param millionRowsPerUnit what one unit is in million rows per second; 0 where that says nothing
 * @param skipped why it was not measured
 */
public record Series(
    String id,
    String label,
    String unit,
    List<Double> values,
    double millionRowsPerUnit,
    Optional<String> skipped) {
  /** Copies the values. */
  public Series {
    values = List.copyOf(values);
  }

  /** Returns a row of runs. */
  public static Series of(String id, String label, String unit, List<Double> values) {
    return new Series(id, label, unit, values, 0, Optional.empty());
  }

  /** Returns a row that was not measured. */
  public static Series skipped(String id, String label, String reason) {
    return new Series(id, label, "", List.of(), 0, Optional.of(reason));
  }

  /** Returns the median of the runs. */
  public double median() {
    return Statistics.median(values);
  }
}
