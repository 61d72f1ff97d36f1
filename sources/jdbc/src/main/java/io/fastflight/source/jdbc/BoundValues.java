package io.fastflight.source.jdbc;

import io.fastflight.source.jdbc.sql.SqlQuery;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Binds the values of a query; the only way a value reaches the database. */
final class BoundValues {
  private BoundValues() {}

  /** Binds to each {@code ?} the value of its name in {@code names}. */
  static void bind(PreparedStatement statement, SqlQuery query, List<String> names, Dialect dialect)
      throws SQLException {
    for (int i = 0; i < names.size(); i++) {
      Object value = converted(query.values().get(names.get(i)), dialect);
      if (value == null) {
        statement.setNull(i + 1, Types.NULL);
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }

  private static @Nullable Object converted(@Nullable Object value, Dialect dialect) {
    Object known = value;
    if (value instanceof Instant instant) {
      known = instant.atOffset(ZoneOffset.UTC);
    } else if (value instanceof BigInteger number) {
      known = new BigDecimal(number);
    }
    if (dialect.isMySql() && known instanceof OffsetDateTime time) {
      return time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime(); // the session is in UTC
    }
    boolean asText =
        switch (dialect) {
          case SQLITE -> known instanceof Temporal || known instanceof UUID;
          case POSTGRESQL, H2 -> false;
          default -> known instanceof UUID;
        };
    if (dialect == Dialect.SQLITE && known instanceof BigDecimal number) {
      return sqliteNumber(number);
    }
    return asText && known != null ? known.toString() : known;
  }

  /** SQLite has 64-bit integers and doubles; another number is compared as text, not rounded. */
  private static Object sqliteNumber(BigDecimal number) {
    try {
      return number.longValueExact();
    } catch (ArithmeticException notLong) {
      double nearest = number.doubleValue();
      return new BigDecimal(nearest).compareTo(number) == 0 ? nearest : number.toPlainString();
    }
  }
}
