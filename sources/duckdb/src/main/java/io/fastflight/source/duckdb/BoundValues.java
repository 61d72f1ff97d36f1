package io.fastflight.source.duckdb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Binds the values of a query; the only way a value reaches DuckDB. */
final class BoundValues {
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
          OffsetDateTime.class);

  private BoundValues() {}

  /**
   * Binds {@code values} to the {@code ?} of {@code statement}.
   *
   * @throws IllegalArgumentException if their number or a type does not fit, which is a mistake in
   *     the service; the message holds no value
   */
  static void bind(PreparedStatement statement, List<@Nullable Object> values) throws SQLException {
    int wanted = statement.getParameterMetaData().getParameterCount();
    if (wanted != values.size()) {
      throw new IllegalArgumentException(
          "The query has %s '?' and %s bound values.".formatted(wanted, values.size()));
    }
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, bindable(values.get(i), i + 1));
    }
  }

  private static @Nullable Object bindable(@Nullable Object value, int position) {
    if (value == null || TYPES.contains(value.getClass())) {
      return value;
    }
    if (value instanceof Instant instant) {
      return instant.atOffset(ZoneOffset.UTC);
    }
    throw new IllegalArgumentException(
        "Value %s of the query is a %s, which DuckDB cannot bind. Bind a text, number, boolean, date or time."
            .formatted(position, value.getClass().getName()));
  }
}
