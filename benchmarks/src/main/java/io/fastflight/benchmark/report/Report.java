package io.fastflight.benchmark.report;

import java.util.List;
import java.util.Map;

/**
 * Holds all a benchmark has to tell.
 *
 * @param title of the whole
 * @param machine what it ran on, in order: JDK, CPU, kernel, commit, load, date
 * @param sections the tables
 * @param verdicts the bars
 */
public record Report(
    String title, Map<String, String> machine, List<Section> sections, List<Verdict> verdicts) {
  /** How the ratios are made, as every output says. */
  public static final String RATIOS =
      "A bar's ratio is the median of one row divided by the median of the other; beside it is the median of the ratios of each round.";

  /** Copies the lists. */
  public Report {
    sections = List.copyOf(sections);
    verdicts = List.copyOf(verdicts);
  }
}
