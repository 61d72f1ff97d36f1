package io.fastflight.source.jdbc.sql;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the text of one SELECT, the values bound to its {@code :name}s, and how to cut its rows
 * into slices.
 *
 * <p>Text is what the service's author wrote; whatever came from a caller is a bound value. So a
 * request can never become SQL:
 *
 * <pre>{@code
 * SqlQuery.of("SELECT day, amount FROM sales WHERE region = :region")
 *     .bind("region", params.region())
 *     .and("amount >= :min", "min", params.minAmount())   // left out when the Optional is empty
 *     .then("ORDER BY day");
 * }</pre>
 *
 * <p>The text begins with SELECT, WITH, VALUES or TABLE and has no semicolon, so it is one
 * statement; the connection is read-only besides.
 *
 * <p>Values are text, numbers, booleans, {@code byte[]}, {@code UUID}, {@code LocalDate}, {@code
 * LocalTime}, {@code LocalDateTime}, {@code OffsetDateTime}, {@code Instant}, enum constants (bound
 * by name) or null.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class SqlQuery {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<Class<?>> TYPES =
      Set.of(
          String.class,
          Boolean.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          byte[].class,
          UUID.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetDateTime.class,
          Instant.class);

  private final String sql;
  private final Map<String, @Nullable Object> values;
  private final Slicing slicing;

  private SqlQuery(String sql, Map<String, @Nullable Object> values, Slicing slicing) {
    this.sql = sql;
    this.values = values;
    this.slicing = slicing;
  }

  /**
   * Begins a query.
   *
   * @param sql one SELECT without a semicolon, written by the service's author
   * @throws IllegalArgumentException if the text begins otherwise
   */
  public static SqlQuery of(String sql) {
    return new SqlQuery(requireNonNull(sql, "sql"), Map.of(), Slicing.none());
  }

  /**
   * Returns this query with {@code value} bound to each {@code :name}.
   *
   * @throws IllegalArgumentException if the name was bound before, or the value has a type that
   *     cannot be bound
   */
  public SqlQuery bind(String name, @Nullable Object value) {
    if (!NAME.matcher(requireNonNull(name, "name")).matches() || name.equals(SqlText.SLICE)) {
      throw new IllegalArgumentException(
          "A bound value cannot be called '%s'. Use letters, digits and '_', and another name than 'slice'."
              .formatted(name));
    }
    if (values.containsKey(name)) {
      throw new IllegalArgumentException("The value :%s is bound twice.".formatted(name));
    }
    Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
    more.put(name, bindable(name, value));
    return new SqlQuery(sql, Collections.unmodifiableMap(more), slicing);
  }

  /**
   * Returns this query with {@code AND (condition)} behind it, or this very query if {@code value}
   * is empty.
   *
   * @param condition written by the service's author, with {@code :name} in it
   */
  public SqlQuery and(String condition, String name, Optional<?> value) {
    requireNonNull(condition, "condition");
    return value.isEmpty() ? this : then("AND (" + condition + ")").bind(name, value.get());
  }

  /** Returns this query with {@code more} behind it, such as a GROUP BY or ORDER BY. */
  public SqlQuery then(String more) {
    return new SqlQuery(sql + "\n" + requireNonNull(more, "more"), values, slicing);
  }

  /** Returns this query, its rows cut by {@code slicing}. */
  public SqlQuery sliced(Slicing slicing) {
    return new SqlQuery(sql, values, requireNonNull(slicing, "slicing"));
  }

  /** Returns a query with the same values whose text is this one's between two others. */
  public SqlQuery wrappedAs(String before, String after) {
    return new SqlQuery(before + sql + after, values, Slicing.none());
  }

  /** Returns the text. */
  public String sql() {
    return sql;
  }

  /** Returns the values by their names; a value can be null. */
  public Map<String, @Nullable Object> values() {
    return values;
  }

  /** Returns how to cut the rows. */
  public Slicing slicing() {
    return slicing;
  }

  /**
   * Returns the text cut at its names.
   *
   * @throws IllegalArgumentException if it is not one statement that reads, or its names are not
   *     those of the values; the message holds no value
   */
  public SqlText text(SqlSyntax syntax) {
    SqlText text = SqlText.parse(sql, syntax);
    String missing = text.firstUnknown(values.keySet());
    if (missing != null) {
      throw new IllegalArgumentException(
          "The SQL of a query has :%s, to which no value is bound.".formatted(missing));
    }
    for (String bound : values.keySet()) {
      if (!text.names().contains(bound)) {
        throw new IllegalArgumentException(
            "A value is bound to :%s, which the SQL does not have.".formatted(bound));
      }
    }
    return text;
  }

  private static @Nullable Object bindable(String name, @Nullable Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value == null || TYPES.contains(value.getClass())) {
      return value;
    }
    throw new IllegalArgumentException(
        "The value :%s is a %s, which cannot be bound. Bind a text, number, boolean, date or time."
            .formatted(name, value.getClass().getName()));
  }
}
