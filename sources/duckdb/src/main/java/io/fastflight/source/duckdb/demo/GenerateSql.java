package io.fastflight.source.duckdb.demo;

import io.fastflight.source.duckdb.DuckDbQuery;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL that computes rows: {@code i} is the row id, x the number every value is made from.
 *
 * <p>x = (seed * 1000003 + i * 7919 + column * 104729) mod 2147483647 stays below 2^63 before the
 * mod, and below 2^31 after it, whatever the request.
 */
final class GenerateSql {
  private static final long SEED_STEP = 1_000_003;
  private static final int COLUMN_STEP = 104_729;
  private static final int MODULUS = 2_147_483_647;
  private static final int MIXED_COLUMNS = 27;

  /** One row per i; b is what all columns of a row share. */
  private static final String ROWS =
      """
      (SELECT CAST(? AS BIGINT) + i * 7919 AS b
        FROM range(CAST(? AS BIGINT), CAST(? AS BIGINT)) AS ids(i))""";

  private static final String MIXED =
      """
      x0 % 2 = 1 AS bool,
      CAST(x1 % 256 - 128 AS TINYINT) AS int8,
      CAST(x2 % 65536 - 32768 AS SMALLINT) AS int16,
      CAST(x3 - 1073741824 AS INTEGER) AS int32,
      x4 * 4294967296 AS int64,
      CAST(x5 % 256 AS UTINYINT) AS uint8,
      CAST(x6 % 65536 AS USMALLINT) AS uint16,
      CAST(x7 * 2 AS UINTEGER) AS uint32,
      CAST(x8 * 4294967296 AS UBIGINT) AS uint64,
      CAST((x9 % 16777216) / 256.0 AS FLOAT) AS float32,
      CAST(x10 AS DOUBLE) / 1024.0 AS float64,
      CAST(CAST(x11 AS DECIMAL(18, 0)) * CAST(0.001 AS DECIMAL(4, 3)) AS DECIMAL(18, 3)) AS decimal,
      DATE '1970-01-01' + CAST(x12 % 40000 AS INTEGER) AS date,
      TIME '00:00:00' + to_seconds(x13 % 86400) AS time,
      CAST(make_timestamp(x14 * 1000000) AS TIMESTAMP_S) AS timestamp_s,
      CAST(make_timestamp(x15 * 1000) AS TIMESTAMP_MS) AS timestamp_ms,
      make_timestamp(x16) AS timestamp_us,
      make_timestamp_ns(x17) AS timestamp_ns,
      CAST(make_timestamp(x18) AS TIMESTAMPTZ) AS timestamp_tz,
      to_months(CAST(x19 % 1200 AS INTEGER)) + to_days(CAST(x19 % 28 AS INTEGER))
        + to_microseconds(x19 % 86400 * 1000000) AS interval,
      CASE WHEN x20 % 7 = 0 THEN '' WHEN x20 % 5 = 0 THEN 'é😀' || x20 ELSE 'r' || x20 END AS utf8,
      encode('b' || x21) AS binary,
      CASE WHEN x22 IS NOT NULL THEN list_slice(
        CAST([x22 % 1000, x22 % 100, x22 % 10] AS INTEGER[]), 1, x22 % 4) END AS list,
      CASE WHEN x23 IS NOT NULL THEN {'a': x23, 'b': 's' || x23} END AS struct,
      CAST(CASE x24 % 3 WHEN 0 THEN 'low' WHEN 1 THEN 'mid' WHEN 2 THEN 'high' END
        AS ENUM('low', 'mid', 'high')) AS enum,
      CASE WHEN x25 IS NOT NULL THEN MAP {'k': x25} END AS map,
      CASE WHEN x26 IS NOT NULL THEN CAST([x26 % 1000, x26 % 7] AS INTEGER[2]) END AS fixed_list""";

  private GenerateSql() {}

  static DuckDbQuery rows(GeneratePlan plan, GeneratePlan.RowRange range) {
    return query(plan, range, select(plan));
  }

  /** The same rows with every column in plain format: no dictionary. */
  static DuckDbQuery plainRows(GeneratePlan plan, GeneratePlan.RowRange range) {
    return query(plan, range, plain(plan, select(plan)));
  }

  private static DuckDbQuery query(GeneratePlan plan, GeneratePlan.RowRange range, String select) {
    return DuckDbQuery.of(select, plan.seed() * SEED_STEP, range.from(), range.to());
  }

  private static String plain(GeneratePlan plan, String select) {
    return plan.kind() == GenerateKind.mixed
        ? "SELECT * REPLACE (CAST(enum AS VARCHAR) AS enum) FROM (" + select + ")"
        : select;
  }

  private static String select(GeneratePlan plan) {
    return switch (plan.kind()) {
      case int64 -> columns(plan.columns(), "%s");
      case float64 -> columns(plan.columns(), "%s / 1024.0");
      case utf8 -> columns(plan.columns(), "'r' || (%s)");
      case mixed -> "SELECT " + MIXED + " FROM (SELECT " + nullable() + " FROM " + ROWS + ")";
    };
  }

  private static String columns(int count, String value) {
    return IntStream.range(0, count)
        .mapToObj(column -> value.formatted(x(column)) + " AS c" + column)
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + ROWS));
  }

  /** x0 to x26, null where x is a multiple of 11. */
  private static String nullable() {
    return IntStream.range(0, MIXED_COLUMNS)
        .mapToObj(c -> "CASE WHEN %1$s %% 11 <> 0 THEN %1$s END AS x%2$d".formatted(x(c), c))
        .collect(Collectors.joining(", "));
  }

  private static String x(int column) {
    return "(b + " + column * COLUMN_STEP + ") % " + MODULUS;
  }
}
