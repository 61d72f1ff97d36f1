package io.fastflight.benchmark.data;

import java.util.List;
import java.util.Locale;

/**
 * The tables that sources read. Their first column counts from 1, so that rows and sum are known.
 */
public enum SourceTable {
  /** Numbers and times, with nulls. */
  MIXED(
      """
      SELECT n AS id, (n * 7919 % 1000)::int4 AS quantity,
        CASE n % 10 WHEN 0 THEN NULL ELSE n / 7.0::float8 END AS price,
        ((n * 31 % 100000000) / 100.0)::numeric(12, 2) AS amount,
        date '2000-01-01' + (n % 9000)::int4 AS day,
        timestamptz '2000-01-01 00:00:00+00' + n * interval '1 second' AS at""",
      1),
  /** Texts of several lengths, with nulls. */
  STRINGS(
      """
      SELECT n AS id, 'Customer ' || n AS name, md5(n::text) AS code,
        (ARRAY['Berlin', 'S\u00e3o Paulo', '\u6771\u4eac', 'Reykjav\u00edk'])[(1 + n % 4)::int4] AS city,
        chr((65 + n % 26)::int4) AS class,
        CASE n % 3 WHEN 0 THEN NULL ELSE repeat('note ', (n % 8)::int4) END AS note""",
      1),
  /** Few rows, each of which the database waits for. */
  WAITING("SELECT n AS id", 5_000);

  /** Fewer, and what is measured is how a query begins. */
  private static final long LEAST_ROWS = 400;

  private final String columns;
  private final long rowsPerRow;

  SourceTable(String columns, long rowsPerRow) {
    this.columns = columns;
    this.rowsPerRow = rowsPerRow;
  }

  /** Returns how many rows it has where a large table has {@code rows}. */
  public long rows(long rows) {
    return Math.max(LEAST_ROWS, rows / rowsPerRow);
  }

  /** Returns the statements that make it. */
  public List<String> statements(long rows) {
    return List.of(
        "CREATE UNLOGGED TABLE %s AS %s FROM generate_series(1::int8, %s) n"
            .formatted(table(), columns, rows(rows)),
        "VACUUM (FREEZE, ANALYZE) " + table());
  }

  /** Returns the query of all its rows; {@code :slice} stands where a condition may. */
  public String query() {
    return this == WAITING
        ? "SELECT id, pg_sleep(0.001)::text AS waited FROM waiting WHERE :slice"
        : "SELECT * FROM " + table() + " WHERE :slice";
  }

  private String table() {
    return name().toLowerCase(Locale.ROOT);
  }
}
