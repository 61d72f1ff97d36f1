package io.fastflight.benchmark.report;

import java.util.Locale;

/**
 * Says how a bar came out.
 *
 * @param bar in words
 * @param measured the ratio of the medians, or the figure itself; NaN if it was not measured
 * @param perRound the median of the ratios of each round; NaN where there are no rounds
 * @param atLeast whether the target is the least that will do, and not the most
 * @param target the bar
 * @param unit of the figure; empty for a ratio
 */
public record Verdict(
    String bar, double measured, double perRound, boolean atLeast, double target, String unit) {
  /** Returns whether the bar is met; an unmeasured one is not. */
  public boolean met() {
    return atLeast ? measured >= target : measured <= target;
  }

  /** Returns met, MISSED, or not measured. */
  public String word() {
    if (Double.isNaN(measured)) {
      return "not measured";
    }
    return met() ? "met" : "MISSED";
  }

  /** Returns the target with its direction. */
  public String targetText() {
    return (atLeast ? ">= " : "<= ") + number(target) + unit;
  }

  /** Returns the figure. */
  public String measuredText() {
    return Double.isNaN(measured) ? "-" : number(measured) + unit;
  }

  private static String number(double value) {
    String format = Math.abs(value) >= 100 ? "%.0f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
