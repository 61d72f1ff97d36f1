package io.fastflight.source.jdbc.sql;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Says how the rows of a query are cut into slices, each read over a connection of its own.
 *
 * <p>All slices together are exactly the rows of the query, none twice; the stream that merges them
 * has no order.
 *
 * <p><b>Threads:</b> immutable.
 */
public sealed interface Slicing
    permits Slicing.None, Slicing.Range, Slicing.Predicates, Slicing.Blocks {
  /** How many slices a query can have at most. */
  int MAX_SLICES = 256;

  /** One slice: the whole. */
  record None() implements Slicing {}

  /** See {@link Slicing#range}. */
  record Range(String column, int slices) implements Slicing {}

  /** See {@link Slicing#predicates}. */
  record Predicates(List<String> conditions) implements Slicing {}

  /** See {@link Slicing#blocks}. */
  record Blocks(String table, String alias, int slices) implements Slicing {}

  /** Does not cut. */
  static Slicing none() {
    return new None();
  }

  /**
   * Cuts between the least and the greatest value of a column into ranges of equal width. Rows
   * whose value is null are in the first slice, those of values beyond in the last.
   *
   * <p>Costs one query for the two values.
   *
   * @param column of the result, a number, a date or a timestamp without a time zone
   * @param slices 1..256
   */
  static Slicing range(String column, int slices) {
    requireNonNull(column, "column");
    return new Range(column, checked(slices));
  }

  /**
   * Cuts by conditions, of which each row must meet exactly one. They stand where the query says
   * {@code :slice}, or else see the columns of its result.
   *
   * @param conditions 1..256, written by the service's author
   */
  static Slicing predicates(List<String> conditions) {
    checked(conditions.size());
    return new Predicates(List.copyOf(conditions));
  }

  /**
   * Cuts a PostgreSQL table into ranges of its blocks (by {@code ctid}), the quickest way to read
   * all of it. The query must say {@code :slice} where the condition belongs.
   *
   * @param table with its schema where that is not on the search path
   * @param alias what the query calls the table
   * @param slices 1..256
   */
  static Slicing blocks(String table, String alias, int slices) {
    requireNonNull(table, "table");
    requireNonNull(alias, "alias");
    return new Blocks(table, alias, checked(slices));
  }

  private static int checked(int slices) {
    if (slices < 1 || slices > MAX_SLICES) {
      throw new IllegalArgumentException("A query has 1..256 slices, not " + slices + ".");
    }
    return slices;
  }
}
