package io.fastflight.source.jdbc.sql;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.InvalidParamsException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The condition of one slice, and the token by which a caller asks for it.
 *
 * <p>A token holds values only, never SQL: {@code r;n;100;200} is the range of numbers from 100 to
 * below 200, {@code r;d;;2024-01-01} that of dates before 2024 with the nulls, {@code p;0;2} the
 * first two conditions, {@code b;0;128} the first 128 blocks, {@code all} the whole. Whoever forges
 * one gets other rows of the same query.
 *
 * @param token what {@link #parse} reads
 * @param sql the condition, its values as {@code :names}
 * @param values of those names
 */
public record SliceCondition(String token, String sql, Map<String, Object> values) {
  private static final String FROM = "ff_slice_from";
  private static final String TO = "ff_slice_to";
  private static final String ALL = "all";

  /** Copies the map. */
  public SliceCondition {
    requireNonNull(token, "token");
    requireNonNull(sql, "sql");
    values = Map.copyOf(values);
  }

  /** Returns the slice that is the whole. */
  public static SliceCondition all() {
    return new SliceCondition(ALL, "1 = 1", Map.of());
  }

  /** Returns the slices between {@code cuts}, one more than there are. */
  public static List<SliceCondition> ranges(String column, List<?> cuts) {
    if (cuts.isEmpty()) {
      return List.of(all());
    }
    List<SliceCondition> slices = new ArrayList<>();
    for (int i = 0; i <= cuts.size(); i++) {
      slices.add(
          range(column, i == 0 ? null : cuts.get(i - 1), i == cuts.size() ? null : cuts.get(i)));
    }
    return List.copyOf(slices);
  }

  /** Returns the slices of conditions, at most {@code most}: neighbours are put together. */
  public static List<SliceCondition> predicates(List<String> conditions, int most) {
    int count = Math.min(most, conditions.size());
    List<SliceCondition> slices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      slices.add(
          predicate(
              conditions, i * conditions.size() / count, (i + 1) * conditions.size() / count));
    }
    return slices;
  }

  /** Returns the slices of a table of {@code blocks} blocks; the last is open. */
  public static List<SliceCondition> blocks(String alias, long blocks, int slices) {
    long count = Math.max(1, Math.min(slices, blocks));
    List<SliceCondition> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long to = i + 1 == count ? -1 : blocks * (i + 1) / count;
      found.add(block(alias, blocks * i / count, to));
    }
    return found;
  }

  /**
   * Returns the slice a token names.
   *
   * @throws InvalidParamsException if no such token comes from this slicing
   */
  public static SliceCondition parse(Slicing slicing, String token) {
    String[] parts = token.split(";", -1);
    try {
      if (token.equals(ALL)) {
        return all();
      }
      if (slicing instanceof Slicing.Range range && parts[0].equals("r") && parts.length == 4) {
        return range(range.column(), value(parts[1], parts[2]), value(parts[1], parts[3]));
      }
      if (slicing instanceof Slicing.Predicates all && parts[0].equals("p") && parts.length == 3) {
        return predicate(all.conditions(), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
      }
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw refused(wrong);
    }
    throw refused(null);
  }

  /** Returns {@code query} with this condition: where it says {@code :slice}, or around it. */
  public SqlQuery applyTo(SqlQuery query, SqlSyntax syntax) {
    SqlText text = SqlText.parse(query.sql(), syntax);
    boolean marked = text.marksSlice();
    String sql =
        text.render(name -> name.equals(SqlText.SLICE) ? "(" + sql() + ")" : ":" + name, "?");
    if (!marked && !token.equals(ALL)) {
      sql = "SELECT * FROM (" + sql + "\n) ff_slice WHERE " + sql();
    }
    SqlQuery sliced = SqlQuery.of(sql);
    for (Map.Entry<String, @Nullable Object> value : query.values().entrySet()) {
      sliced = sliced.bind(value.getKey(), value.getValue());
    }
    for (Map.Entry<String, Object> value : values.entrySet()) {
      sliced = sliced.bind(value.getKey(), value.getValue());
    }
    return sliced;
  }

  private static SliceCondition range(String column, @Nullable Object from, @Nullable Object to) {
    Map<String, Object> values = new LinkedHashMap<>();
    String sql;
    if (from == null && to == null) {
      return all();
    } else if (from == null) {
      sql = "%s < :%s OR %s IS NULL".formatted(column, TO, column);
    } else if (to == null) {
      sql = "%s >= :%s".formatted(column, FROM);
    } else {
      sql = "%s >= :%s AND %s < :%s".formatted(column, FROM, column, TO);
    }
    if (from != null) {
      values.put(FROM, from);
    }
    if (to != null) {
      values.put(TO, to);
    }
    return new SliceCondition(
        "r;" + kind(from == null ? to : from) + ";" + text(from) + ";" + text(to), sql, values);
  }

  private static SliceCondition predicate(List<String> conditions, int from, int to) {
    if (from < 0 || to > conditions.size() || from >= to) {
      throw new IllegalArgumentException("No conditions " + from + " to " + to + ".");
    }
    String sql =
        conditions.subList(from, to).stream().collect(Collectors.joining(") OR (", "(", ")"));
    return new SliceCondition("p;" + from + ";" + to, sql, Map.of());
  }

  private static SliceCondition block(String alias, long from, long to) {
    // Numbers of our own, written into the text: with a literal PostgreSQL plans a range scan.
    String lower = "%s.ctid >= '(%s,0)'::tid".formatted(alias, from);
    String sql = to < 0 ? lower : lower + " AND %s.ctid < '(%s,0)'::tid".formatted(alias, to);
    return new SliceCondition("b;" + from + ";" + (to < 0 ? "" : to), sql, Map.of());
  }

  private static String kind(@Nullable Object value) {
    if (value instanceof LocalDate) {
      return "d";
    }
    return value instanceof LocalDateTime ? "t" : "n";
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  private static @Nullable Object value(String kind, String text) {
    if (text.isEmpty()) {
      return null;
    }
    return switch (kind) {
      case "d" -> LocalDate.parse(text);
      case "t" -> LocalDateTime.parse(text);
      case "n" -> number(text);
      default -> throw new IllegalArgumentException("No kind " + kind + ".");
    };
  }

  /** Without an exponent: {@code 1e999999999} is short, and would be long in SQL. */
  private static BigDecimal number(String text) {
    if (!text.matches("-?[0-9]{1,80}(\\.[0-9]{1,40})?")) {
      throw new IllegalArgumentException("No number.");
    }
    return new BigDecimal(text);
  }

  private static InvalidParamsException refused(@Nullable Throwable cause) {
    return new InvalidParamsException(
        "'_slice' is wrong: it does not come from a plan of this service. Ask GetFlightInfo again.",
        cause);
  }
}
