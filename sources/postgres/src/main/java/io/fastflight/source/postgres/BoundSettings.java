package io.fastflight.source.postgres;

import static java.util.Objects.requireNonNull;

import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.jdbc.sql.SqlText;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings values to a COPY, which takes no bound parameters: each is bound to {@code set_config},
 * which keeps it as a setting of this transaction, and the COPY reads {@code
 * current_setting('fastflight.p1')::type} where the query says {@code :name}.
 *
 * <p>So no value is ever part of a statement's text, however it is quoted. The type is the one the
 * server infers for the parameter, as if it had been bound there.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-admin.html">set_config</a>
 */
final class BoundSettings {
  private final SqlText text;
  private final Map<String, @Nullable Object> values;

  /** Takes the values of {@code query}, whose text is {@code text}. */
  BoundSettings(SqlQuery query, SqlText text) {
    this.text = text;
    this.values = query.values();
  }

  /** Returns the text with a {@code ?} for each value, for the server to infer their types. */
  String placeholders() {
    return text.render(name -> isSlice(name) ? "1 = 1" : "?", "??");
  }

  /**
   * Sets the values and returns the text that reads them.
   *
   * @param parameters the inferred types, in the order of {@link #placeholders}
   */
  String set(List<Integer> parameters, PgTypes types, Connection connection) throws SQLException {
    Map<String, Integer> positions = new LinkedHashMap<>();
    for (String name : values.keySet()) {
      if (values.get(name) != null) {
        positions.put(name, positions.size() + 1);
      }
    }
    store(List.copyOf(positions.keySet()), connection);
    List<String> casts = new ArrayList<>();
    for (int oid : parameters) {
      casts.add(types.name(oid, connection));
    }
    Replacement replacement = new Replacement(positions, casts);
    return text.render(replacement::of, "?");
  }

  private void store(List<String> names, Connection connection) throws SQLException {
    if (names.isEmpty()) {
      return;
    }
    List<String> calls = new ArrayList<>();
    for (int i = 1; i <= names.size(); i++) {
      calls.add("pg_catalog.set_config('fastflight.p" + i + "', ?, true)");
    }
    String sql = "SELECT " + String.join(", ", calls);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < names.size(); i++) {
        statement.setString(i + 1, literal(requireNonNull(values.get(names.get(i)))));
      }
      statement.executeQuery().close();
    }
  }

  private static boolean isSlice(String name) {
    return name.equals(SqlText.SLICE);
  }

  /** Replaces the names one after another, as each place has a type of its own. */
  private static final class Replacement {
    private final Map<String, Integer> positions;
    private final List<String> casts;
    private int next;

    Replacement(Map<String, Integer> positions, List<String> casts) {
      this.positions = positions;
      this.casts = Collections.unmodifiableList(casts);
    }

    String of(String name) {
      if (isSlice(name)) {
        return "1 = 1";
      }
      String cast = casts.get(next++);
      Integer position = positions.get(name);
      String value =
          position == null ? "NULL" : "pg_catalog.current_setting('fastflight.p" + position + "')";
      return "(" + value + ")::" + cast;
    }
  }

  /** Returns the text from which every type of PostgreSQL reads such a value. */
  private static String literal(Object value) {
    if (value instanceof byte[] bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof LocalDate date) {
      return date(date) + era(date);
    }
    if (value instanceof LocalDateTime time) {
      return date(time.toLocalDate()) + " " + clock(time.toLocalTime()) + era(time.toLocalDate());
    }
    if (value instanceof Instant instant) {
      return literal(instant.atOffset(ZoneOffset.UTC));
    }
    if (value instanceof OffsetDateTime time) {
      LocalDate date = time.toLocalDate();
      return date(date) + " " + clock(time.toLocalTime()) + time.getOffset() + era(date);
    }
    if (value instanceof LocalTime time) {
      return clock(time);
    }
    return value.toString();
  }

  private static String date(LocalDate date) {
    return String.format(
        Locale.ROOT, // others may have digits of their own
        "%04d-%02d-%02d",
        date.get(ChronoField.YEAR_OF_ERA),
        date.getMonthValue(),
        date.getDayOfMonth());
  }

  private static String clock(LocalTime time) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%09d",
        time.getHour(),
        time.getMinute(),
        time.getSecond(),
        time.getNano());
  }

  private static String era(LocalDate date) {
    return date.getYear() < 1 ? " BC" : "";
  }
}
