package io.fastflight.source;

import io.fastflight.service.Comparison;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts a SELECT around another that leaves out rows, for databases that quote names as the standard
 * does.
 */
public final class SqlRows {
  /** What the statement within is called. */
  private static final String ROWS = "ff_rows";

  private SqlRows() {}

  /** Writes down where a value is bound; it never becomes part of the text. */
  @FunctionalInterface
  public interface Binder {
    /**
     * Returns what stands for a value in the text; called in the order of the text.
     *
     * @param column with which it is compared
     */
    String bind(String column, Object value);
  }

  /**
   * Returns a statement of those rows of another that pass.
   *
   * @param statement without a semicolon; a comment at its end does no harm
   * @param comparisons of columns whose names {@link #areDistinct are distinct}, at least one
   */
  public static String of(String statement, List<Comparison> comparisons, Binder values) {
    String condition =
        comparisons.stream()
            .map(comparison -> test(comparison, values))
            .collect(Collectors.joining(" AND "));
    return "SELECT * FROM (%s\n) AS %s WHERE %s".formatted(statement, ROWS, condition);
  }

  /**
   * Returns whether each name stands for one column, also to a database that takes capital and
   * small letters for the same.
   */
  public static boolean areDistinct(List<String> names) {
    Set<String> seen = new HashSet<>();
    return names.stream()
        .allMatch(name -> !name.isEmpty() && seen.add(name.toLowerCase(Locale.ROOT)));
  }

  private static String test(Comparison comparison, Binder values) {
    String column = ROWS + ".\"" + comparison.column().replace("\"", "\"\"") + "\"";
    List<Object> wanted = comparison.values();
    return switch (comparison.operator()) {
      case ONE_OF -> wanted.isEmpty() ? "1 = 0" : column + " IN " + list(comparison, values);
      case NONE_OF ->
          wanted.isEmpty()
              ? column + " IS NOT NULL"
              : column + " NOT IN " + list(comparison, values);
      case AT_LEAST -> column + " >= " + values.bind(comparison.column(), wanted.get(0));
      case AT_MOST -> column + " <= " + values.bind(comparison.column(), wanted.get(0));
      case IS_NULL -> column + " IS NULL";
      case NOT_NULL -> column + " IS NOT NULL";
    };
  }

  private static String list(Comparison comparison, Binder values) {
    return comparison.values().stream()
        .map(value -> values.bind(comparison.column(), value))
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
