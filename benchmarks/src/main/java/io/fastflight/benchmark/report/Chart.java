package io.fastflight.benchmark.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws a report as an SVG bar chart: medians as bars, min..max as whiskers.
 *
 * <p>It has a background of its own, so that it can be read on light and dark pages.
 */
public final class Chart {
  private static final int WIDTH = 960;
  private static final int LABELS = 330;
  private static final int BARS = 500;
  private static final int ROW = 22;
  private static final int TOP = 86;

  private final StringBuilder svg = new StringBuilder();
  private int y = TOP;

  private Chart() {}

  /** Returns the SVG. */
  public static String of(Report report) {
    Chart chart = new Chart();
    report.sections().forEach(chart::section);
    return chart.framed(report);
  }

  private void section(Section section) {
    List<Series> measured =
        section.series().stream().filter(series -> series.skipped().isEmpty()).toList();
    if (measured.isEmpty()) {
      return;
    }
    text(16, y + 15, "title", section.title());
    y += 26;
    for (Series series : measured) {
      bar(series, longest(measured, series.unit()));
    }
    y += 14;
  }

  /** Rows of one unit share a scale. */
  private static double longest(List<Series> all, String unit) {
    return all.stream()
        .filter(series -> series.unit().equals(unit))
        .mapToDouble(series -> Statistics.max(series.values()))
        .max()
        .orElse(1);
  }

  private void bar(Series series, double longest) {
    double scale = longest > 0 ? BARS / longest : 0;
    double median = series.median() * scale;
    String style = series.label().startsWith("ours") ? "ours" : "other";
    text(LABELS - 8, y + 15, "label", series.label());
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"15\"/>\n",
            style,
            LABELS,
            y + 3,
            median));
    double low = LABELS + Statistics.min(series.values()) * scale;
    double high = LABELS + Statistics.max(series.values()) * scale;
    double middle = y + 10.5;
    svg.append(
        String.format(
            Locale.ROOT,
            "<path class=\"whisker\" d=\"M%.1f %.1fH%.1fM%.1f %.1fv8M%.1f %.1fv8\"/>\n",
            low,
            middle,
            high,
            low,
            middle - 4,
            high,
            middle - 4));
    text(
        (int) (Math.max(high, LABELS + median) + 8),
        y + 15,
        "value",
        Table.number(series.median()) + " " + series.unit());
    y += ROW;
  }

  private void text(int x, int baseline, String style, String content) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n",
            style,
            x,
            baseline,
            escaped(content)));
  }

  private String framed(Report report) {
    int height = y + 12;
    String head =
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">
        <title>%s</title>
        <style>
        text { font: 13px system-ui, sans-serif; fill: #1f2328; }
        .head { font-size: 18px; font-weight: 600; }
        .title { font-weight: 600; }
        .label { text-anchor: end; }
        .note { fill: #59636e; font-size: 12px; }
        .ours { fill: #2f6fdb; }
        .other { fill: #a5b1bf; }
        .whisker { stroke: #1f2328; stroke-width: 1.2; fill: none; }
        </style>
        <rect width="%d" height="%d" rx="6" fill="#ffffff" stroke="#d1d9e0"/>
        """
            .formatted(WIDTH, height, WIDTH, height, escaped(report.title()), WIDTH, height);
    String body = svg.toString();
    svg.setLength(0);
    text(16, 30, "head", report.title());
    text(16, 50, "note", facts(report.machine(), "date", "commit", "JDK"));
    text(
        16,
        67,
        "note",
        facts(report.machine(), "CPU", "kernel") + "; bars: medians, whiskers: min..max");
    return head + svg + body + "</svg>\n";
  }

  private static String facts(Map<String, String> machine, String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      if (machine.containsKey(name)) {
        text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(machine.get(name));
      }
    }
    return text.toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
