package io.fastflight.benchmark.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a report as text: aligned for a terminal, or as Markdown. */
public final class Table {
  private static final List<String> COLUMNS =
      List.of("", "median", "min", "max", "unit", "Mrows/s", "runs");
  private static final List<String> BAR_COLUMNS =
      List.of("bar", "target", "measured", "per round", "");

  private Table() {}

  /** Returns what this machine is, one line a fact. */
  public static String machine(Report report) {
    return report.machine().entrySet().stream()
        .map(fact -> fact.getKey() + ": " + fact.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /** Returns one table in plain ASCII. */
  public static String text(Section section) {
    return section.title() + "\n" + aligned(rows(section));
  }

  /** Returns the bars in plain ASCII. */
  public static String bars(Report report) {
    return "Bars\n" + aligned(bars(report.verdicts())) + Report.RATIOS + "\n";
  }

  /** Returns the whole report as Markdown. */
  public static String markdown(Report report) {
    StringBuilder text = new StringBuilder("# " + report.title() + "\n\n");
    for (Map.Entry<String, String> fact : report.machine().entrySet()) {
      text.append("- ").append(fact.getKey()).append(": ").append(fact.getValue()).append('\n');
    }
    for (Section section : report.sections()) {
      text.append("\n## ").append(section.title()).append("\n\n").append(piped(rows(section)));
    }
    if (!report.verdicts().isEmpty()) {
      text.append("\n## Bars\n\n").append(piped(bars(report.verdicts())));
      text.append('\n').append(Report.RATIOS).append('\n');
    }
    return text.toString();
  }

  private static List<List<String>> rows(Section section) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(COLUMNS);
    for (Series series : section.series()) {
      rows.add(
          series.skipped().map(reason -> skipped(series, reason)).orElseGet(() -> row(series)));
    }
    return rows;
  }

  private static List<String> row(Series series) {
    double rows = series.median() * series.millionRowsPerUnit();
    return List.of(
        series.label(),
        number(series.median()),
        number(Statistics.min(series.values())),
        number(Statistics.max(series.values())),
        series.unit(),
        rows == 0 ? "" : number(rows),
        series.values().stream().map(Table::number).collect(Collectors.joining(" ")));
  }

  private static List<String> skipped(Series series, String reason) {
    return List.of(series.label(), "", "", "", "", "", "skipped: " + reason);
  }

  private static List<List<String>> bars(List<Verdict> verdicts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(BAR_COLUMNS);
    for (Verdict verdict : verdicts) {
      rows.add(
          List.of(
              verdict.bar(),
              verdict.targetText(),
              verdict.measuredText(),
              Double.isNaN(verdict.perRound()) ? "" : number(verdict.perRound()),
              verdict.word()));
    }
    return rows;
  }

  /** Returns a figure with about three digits that count. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String aligned(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        boolean left = i == 0 || i == columns - 1;
        String pad = " ".repeat(widths[i] - row.get(i).length());
        line.append("  ").append(left ? row.get(i) + pad : pad + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String piped(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
      if (i == 0) {
        text.append("|").append(String.join("", Collections.nCopies(rows.get(0).size(), "---|")));
        text.append('\n');
      }
    }
    return text.toString();
  }
}
