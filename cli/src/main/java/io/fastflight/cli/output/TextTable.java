package io.fastflight.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Lays out rows of text in aligned columns, for people.
 *
 * <p>Control characters never reach the terminal: a value is data, and must not move the cursor.
 */
public final class TextTable {
  private static final int MAX_WIDTH = 60;

  /**
   * Heads a column.
   *
   * @param name stands above the column
   * @param rightAligned true for numbers
   */
  public record Column(String name, boolean rightAligned) {
    /** Returns a column of text. */
    public static Column text(String name) {
      return new Column(name, false);
    }
  }

  /** Code points of scripts whose characters take two places. */
  private record Block(int first, int last) {
    boolean holds(int codePoint) {
      return codePoint >= first && codePoint <= last;
    }
  }

  private static final List<Block> WIDE =
      List.of(
          new Block(0x1100, 0x115F), // Hangul jamo
          new Block(0x2E80, 0xA4CF), // CJK, kana
          new Block(0xAC00, 0xD7A3), // Hangul
          new Block(0xF900, 0xFAFF), // CJK compatibility
          new Block(0xFF00, 0xFF60), // full-width forms
          new Block(0x1F300, 0x1FAFF), // emoji
          new Block(0x20000, 0x3FFFD)); // CJK extensions

  private final List<Column> columns;
  private final int maxWidth;
  private final List<List<String>> rows = new ArrayList<>();

  /** Begins a table whose cells are cut at 60 characters. */
  public TextTable(List<Column> columns) {
    this(columns, MAX_WIDTH);
  }

  private TextTable(List<Column> columns, int maxWidth) {
    this.columns = List.copyOf(columns);
    this.maxWidth = maxWidth;
    rows.add(columns.stream().map(column -> shown(column.name)).toList());
  }

  /** Begins a table whose cells are shown whole. */
  public static TextTable uncut(List<Column> columns) {
    return new TextTable(columns, Integer.MAX_VALUE);
  }

  /** Adds a row with one text per column. */
  public TextTable add(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "A row has %d cells, was %d.".formatted(columns.size(), cells.size()));
    }
    rows.add(cells.stream().map(this::shown).toList());
    return this;
  }

  /** Returns the lines: the names, a rule, the rows. */
  public List<String> lines() {
    int[] widths = new int[columns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      lines.add(line(row, widths));
      if (lines.size() == 1) {
        lines.add(rule(widths));
      }
    }
    return lines;
  }

  private static String rule(int[] widths) {
    StringBuilder rule = new StringBuilder();
    for (int width : widths) {
      rule.append("-".repeat(width)).append("  ");
    }
    return rule.toString().stripTrailing();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String gap = " ".repeat(widths[i] - width(cell));
      line.append(columns.get(i).rightAligned ? gap + cell : cell + gap).append("  ");
    }
    return line.toString().stripTrailing();
  }

  private String shown(String text) {
    StringBuilder shown = new StringBuilder();
    int room = maxWidth;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      String next = visible(codePoint);
      if (next.length() > room - 1 && i + Character.charCount(codePoint) < text.length()) {
        return shown.append('\u2026').toString();
      }
      shown.append(next);
      room -= width(next);
    }
    return shown.toString();
  }

  private static String visible(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> {
        int type = Character.getType(codePoint);
        boolean hidden = type == Character.CONTROL || type == Character.FORMAT;
        yield hidden ? "\uFFFD" : Character.toString(codePoint);
      }
    };
  }

  /** Returns how many places of a terminal a text takes, near enough: wide scripts take two. */
  private static int width(String text) {
    return text.codePoints().map(TextTable::width).sum();
  }

  private static int width(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    return WIDE.stream().anyMatch(block -> block.holds(codePoint)) ? 2 : 1;
  }
}
