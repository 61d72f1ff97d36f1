package io.fastflight.source.duckdb;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the text of one SELECT and the values bound to its {@code ?}, in order.
 *
 * <p>Text is what the service's author wrote; whatever came from a caller is a bound value. So a
 * request can never become SQL:
 *
 * <pre>{@code
 * DuckDbQuery.of("SELECT date, delay FROM read_parquet(?)", path)
 *     .where("origin = ?", params.origin())       // left out when the Optional is empty
 *     .where("delay >= ?", params.minDelay())
 *     .then("ORDER BY date");
 * }</pre>
 *
 * <p>The text begins with SELECT, FROM, WITH or VALUES and has no semicolon, so it is one statement
 * that reads.
 *
 * <p>Values are text, numbers, booleans, {@code byte[]}, {@code UUID}, {@code LocalDate}, {@code
 * LocalTime}, {@code LocalDateTime}, {@code OffsetDateTime}, {@code Instant} or null.
 *
 * <p><b>Threads:</b> immutable, used from any thread.
 */
public final class DuckDbQuery {
  private static final Pattern READS =
      Pattern.compile(
          "\\s*\\(*\\s*(SELECT|FROM|WITH|VALUES)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final String sql;
  private final List<@Nullable Object> values;
  private final boolean filtered;

  private DuckDbQuery(String sql, List<@Nullable Object> values, boolean filtered) {
    this.sql = sql;
    this.values = values;
    this.filtered = filtered;
  }

  /**
   * Begins a query.
   *
   * @param sql one SELECT without a semicolon, written by the service's author
   * @param values one for each {@code ?}
   * @throws IllegalArgumentException if the text is something else than one SELECT
   */
  public static DuckDbQuery of(String sql, @Nullable Object... values) {
    if (!READS.matcher(requireNonNull(sql, "sql")).matches()) {
      throw new IllegalArgumentException(
          "The SQL of a query begins with SELECT, FROM, WITH or VALUES: a source only reads.");
    }
    return new DuckDbQuery("", List.of(), false).append(sql, values);
  }

  /**
   * Returns this query with one more condition in its WHERE clause, or this very query if {@code
   * value} is empty. Comes before {@link #then}, after a text without a WHERE of its own.
   *
   * @param condition written by the service's author, with one {@code ?}
   */
  public DuckDbQuery where(String condition, Optional<?> value) {
    requireNonNull(condition, "condition");
    if (value.isEmpty()) {
      return this;
    }
    String keyword = filtered ? " AND (" : " WHERE (";
    DuckDbQuery longer = append(keyword + condition + ")", value.get());
    return new DuckDbQuery(longer.sql, longer.values, true);
  }

  /**
   * Returns this query with {@code sql} behind it, such as a GROUP BY or ORDER BY.
   *
   * @param sql written by the service's author
   * @param values one for each {@code ?} in {@code sql}
   */
  public DuckDbQuery then(String sql, @Nullable Object... values) {
    return append(" " + requireNonNull(sql, "sql"), values);
  }

  /** Returns the text, with a {@code ?} for each value. */
  public String sql() {
    return sql;
  }

  /** Returns the values, in the order of their {@code ?}; a value can be null. */
  public List<@Nullable Object> values() {
    return values;
  }

  /** Returns a query without rows that has the columns of this one. */
  DuckDbQuery withoutRows() {
    // The line break ends a comment the text may close with.
    return new DuckDbQuery("SELECT * FROM (" + sql + "\n) LIMIT 0", values, false);
  }

  private DuckDbQuery append(String more, @Nullable Object... bound) {
    requireNonNull(more, "sql");
    if (more.indexOf(';') >= 0) {
      throw new IllegalArgumentException(
          "The SQL of a query has no semicolon: bind texts as values, and run one SELECT a query.");
    }
    List<@Nullable Object> all = new ArrayList<>(values);
    all.addAll(Arrays.asList(bound));
    return new DuckDbQuery(sql + more, Collections.unmodifiableList(all), filtered);
  }
}
