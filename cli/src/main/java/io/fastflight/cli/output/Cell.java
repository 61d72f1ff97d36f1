package io.fastflight.cli.output;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** Writes the values of one column, each as plain text or as JSON. */
final class Cell {
  /** Says how a value's text stands in JSON. */
  enum Style {
    /** As it is: integers, decimals, booleans. */
    BARE,
    /** As it is, but {@code null} for NaN and the infinities, which JSON does not know. */
    FLOAT,
    /** As a string. */
    TEXT,
    /** As it is, because it is JSON already: lists, structs, maps. */
    NESTED
  }

  /** Appends the value of a row, which is not null, as plain text. */
  interface Value {
    void append(int row, TextBuffer out);
  }

  private final Style style;
  private final IntPredicate nulls;
  private final Value value;
  private final TextBuffer scratch;
  private final TextBuffer field =
      new TextBuffer(); // apart from the scratch, which nested values use

  /**
   * Creates a cell.
   *
   * @param scratch may be shared with other cells: it is used for one value at a time
   */
  Cell(Style style, IntPredicate nulls, Value value, TextBuffer scratch) {
    this.style = style;
    this.nulls = nulls;
    this.value = value;
    this.scratch = scratch;
  }

  /** Returns a cell whose rows are rows of this one, found with {@code rowOf} where not null. */
  Cell mapped(IntPredicate otherNulls, IntUnaryOperator rowOf) {
    return new Cell(
        style,
        row -> otherNulls.test(row) || nulls.test(rowOf.applyAsInt(row)),
        (row, out) -> value.append(rowOf.applyAsInt(row), out),
        scratch);
  }

  boolean isNull(int row) {
    return nulls.test(row);
  }

  /** Appends a value that is not null. */
  void plain(int row, TextBuffer out) {
    value.append(row, out);
  }

  /** Appends a value that is not null as a CSV field. */
  void csv(int row, TextBuffer out) {
    if (style == Style.BARE || style == Style.FLOAT) {
      value.append(row, out); // has nothing to quote
    } else {
      field.clear();
      value.append(row, field);
      out.csv(field);
    }
  }

  /** Appends a value or null. */
  void json(int row, TextBuffer out) {
    if (isNull(row)) {
      out.ascii("null");
      return;
    }
    switch (style) {
      case BARE, NESTED -> value.append(row, out);
      case TEXT -> {
        scratch.clear();
        value.append(row, scratch);
        out.json(scratch);
      }
      case FLOAT -> {
        scratch.clear();
        value.append(row, scratch);
        String text = scratch.toString();
        out.ascii(text.endsWith("N") || text.endsWith("y") ? "null" : text);
      }
    }
  }

  /** Appends a value that is not null as a JSON string, whatever it is: a key. */
  void jsonKey(int row, TextBuffer out) {
    TextBuffer key =
        style == Style.NESTED ? new TextBuffer() : scratch; // its parts use the scratch
    key.clear();
    value.append(row, key);
    out.json(key);
  }
}
