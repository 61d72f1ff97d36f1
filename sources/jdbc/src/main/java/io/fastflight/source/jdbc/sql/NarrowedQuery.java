package io.fastflight.source.jdbc.sql;

import io.fastflight.service.Comparison;
import io.fastflight.source.SqlRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A query whose database leaves out rows that nobody sees: a SELECT around it, with conditions on
 * its columns.
 */
public final class NarrowedQuery {
  /** What gives the rows of a statement an order, or bounds their number. */
  private static final Set<String> ENDS = Set.of("order", "limit", "offset", "fetch");

  private NarrowedQuery() {}

  /**
   * Returns whether a SELECT can stand around a query and change nothing but which rows there are:
   * its columns have distinct names, and it says nothing of order or number, which would be said of
   * other rows then.
   */
  public static boolean fits(SqlQuery query, SqlSyntax syntax, List<String> columns) {
    return SqlRows.areDistinct(columns) && !hasEnd(query.sql(), syntax);
  }

  /**
   * Returns the query of those rows that pass.
   *
   * @param comparisons at least one
   * @param types what the database calls the type of each column that is compared, by its name
   */
  public static SqlQuery of(
      SqlQuery query, List<Comparison> comparisons, Map<String, String> types) {
    String prefix = "ff_row";
    while (isTaken(prefix, query.values().keySet())) {
      prefix += "_";
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>(query.values());
    String begin = prefix;
    String sql =
        SqlRows.of(
            query.sql(),
            comparisons,
            (column, value) -> {
              String name = begin + values.size();
              values.put(name, value);
              return "CAST(:%s AS %s)".formatted(name, types.get(column));
            });
    SqlQuery narrowed = SqlQuery.of(sql);
    for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
      narrowed = narrowed.bind(value.getKey(), value.getValue());
    }
    return narrowed;
  }

  private static boolean isTaken(String prefix, Set<String> names) {
    return names.stream().anyMatch(name -> name.startsWith(prefix));
  }

  /**
   * Looks outside of quotes, comments and parentheses; what is in parentheses as a whole has one.
   */
  private static boolean hasEnd(String sql, SqlSyntax syntax) {
    SqlScanner scanner = new SqlScanner(sql, syntax);
    int depth = 0;
    boolean begun = false;
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      int end = scanner.skip(at);
      if (end == at && scanner.partOfName(at)) {
        end = endOfWord(scanner, at);
        boolean value = at > 0 && sql.charAt(at - 1) == ':';
        String word = sql.substring(at, end).toLowerCase(Locale.ROOT);
        if (depth == 0 && !value && ENDS.contains(word)) {
          return true;
        }
        begun = true;
      } else if (c == '(' || c == ')') {
        if (!begun) {
          return true;
        }
        depth += c == '(' ? 1 : -1;
      }
      at = Math.max(end, at + 1);
    }
    return false;
  }

  private static int endOfWord(SqlScanner scanner, int at) {
    int end = at;
    while (scanner.partOfName(end)) {
      end++;
    }
    return end;
  }
}
