package io.fastflight.text;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * Writes the values of one column of a batch, each as plain text, as a CSV field or as JSON.
 *
 * <p>Valid as long as the batch is. <b>Threads:</b> used by one thread at a time.
 */
public final class Cell {
  /** Says how a value's text stands in JSON and in CSV. */
  enum Style {
    /** As it is: integers that a double holds, booleans. */
    BARE,
    /** In JSON as a string, since a double does not hold all of them: 64-bit integers, decimals. */
    DIGITS,
    /** As it is, but NaN and the infinities, which JSON does not know, as strings. */
    FLOAT,
    /** As a string with nothing in it to escape or to quote: dates, base64. */
    WORD,
    /** As a string of anything. */
    TEXT,
    /** In JSON as it is, because it is JSON already: lists, structs, maps. */
    NESTED
  }

  /** Appends the value of a row, which is not null, as plain text. */
  interface Value {
    void append(int row, TextBuffer out);
  }

  private final Style style;
  private final IntPredicate nulls;
  private final Value value;

  Cell(Style style, IntPredicate nulls, Value value) {
    this.style = style;
    this.nulls = nulls;
    this.value = value;
  }

  /** Returns a cell whose rows are rows of this one, found with {@code rowOf} where not null. */
  Cell mapped(IntPredicate otherNulls, IntUnaryOperator rowOf) {
    return new Cell(
        style,
        row -> otherNulls.test(row) || nulls.test(rowOf.applyAsInt(row)),
        (row, out) -> value.append(rowOf.applyAsInt(row), out));
  }

  /** Returns whether the value of a row is null. */
  public boolean isNull(int row) {
    return nulls.test(row);
  }

  /** Appends a value that is not null. */
  public void plain(int row, TextBuffer out) {
    value.append(row, out);
  }

  /**
   * Appends a value that is not null as a CSV field.
   *
   * @param escapeFormulas as {@link CsvForm.Options} says; numbers never are formulas
   */
  void csv(int row, TextBuffer out, boolean escapeFormulas) {
    int start = out.size();
    value.append(row, out);
    if (style == Style.TEXT || style == Style.NESTED || (escapeFormulas && style == Style.WORD)) {
      out.endCsvField(start, escapeFormulas);
    }
  }

  /** Appends a value or null. */
  public void json(int row, TextBuffer out) {
    if (nulls.test(row)) {
      out.ascii("null");
      return;
    }
    switch (style) {
      case BARE, NESTED -> value.append(row, out);
      case DIGITS, WORD -> {
        out.ascii('"');
        value.append(row, out);
        out.ascii('"');
      }
      case TEXT -> jsonString(row, out);
      case FLOAT -> {
        int start = out.size();
        value.append(row, out);
        if (out.last() > '9') { // the last letter of NaN and Infinity
          out.truncate(start);
          jsonString(row, out);
        }
      }
    }
  }

  /** Appends a value that is not null as a JSON string, whatever it is: a key. */
  void jsonString(int row, TextBuffer out) {
    out.ascii('"');
    int start = out.size();
    value.append(row, out);
    out.endJsonString(start);
  }
}
