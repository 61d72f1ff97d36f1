package io.fastflight.benchmark.report;

import java.util.ArrayList;
import java.util.List;

/** Computes what the tables show. */
public final class Statistics {
  private Statistics() {}

  /** Returns the median: the middle one, or the mean of the middle two; NaN of none. */
  public static double median(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Returns the least; NaN of none. */
  public static double min(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  /** Returns the greatest; NaN of none. */
  public static double max(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }

  /** Returns the value below which {@code part} of the values are, 0..1; NaN of none. */
  public static double percentile(List<Double> values, double part) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(sorted.size() * part)));
  }

  /** Returns the median over rounds of one divided by the other; NaN where a round is missing. */
  public static double medianOfRatios(List<Double> subject, List<Double> baseline) {
    if (subject.size() != baseline.size()) {
      return Double.NaN;
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < subject.size(); round++) {
      ratios.add(subject.get(round) / baseline.get(round));
    }
    return median(ratios);
  }
}
