package io.fastflight.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.source.jdbc.sql.SqlQuery;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each type of each database becomes; docs/reference/jdbc-types.md says the same. */
class JdbcTypesTest {
  private static final String ROCKET = "\u00e4\u20ac\ud83d\ude80";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "null",
      value = {
        "true                                          | Bool                          | true",
        "(-128)::int2                                  | Int(16, true)                 | -128",
        "(-2147483648)::int4                           | Int(32, true)                 | -2147483648",
        "9223372036854775807                           | Int(64, true)                 | 9223372036854775807",
        "NULL::int8                                    | Int(64, true)                 | null",
        "4294967295::oid                               | Int(64, true)                 | 4294967295",
        "'NaN'::float4                                 | FloatingPoint(SINGLE)         | NaN",
        "'-Infinity'::float8                           | FloatingPoint(DOUBLE)         | -Infinity",
        "5e-324::float8                                | FloatingPoint(DOUBLE)         | 4.9E-324",
        "(-9999999999.99)::numeric(12,2)               | Decimal(12, 2, 128)           | -9999999999.99",
        "0.000001::numeric(40,6)                       | Decimal(40, 6, 256)           | 0.000001",
        "123.4500::numeric                             | Utf8                          | 123.4500",
        "0.0000000310::numeric                         | Utf8                          | 0.0000000310",
        "1200::numeric(3,-2)                           | Utf8                          | 1200",
        "'NaN'::numeric                                | Utf8                          | NaN",
        "'-Infinity'::numeric                          | Utf8                          | -Infinity",
        "''::text                                      | Utf8                          | ``",
        "'\u00e4\u20ac\ud83d\ude80'::text              | Utf8                          | \u00e4\u20ac\ud83d\ude80",
        "'abc'::bpchar(3) | Utf8 | abc",
        "'{\"a\":  1}'::json                           | Utf8                          | {\"a\":  1}",
        "'{\"a\":  1}'::jsonb                          | Utf8                          | {\"a\": 1}",
        "'\\x00ff'::bytea                              | Binary                        | 00ff",
        "date '0001-01-01'                             | Date(DAY)                     | -719162",
        "date '9999-12-31'                             | Date(DAY)                     | 2932896",
        "time '23:59:59.999999'                        | Time(MICROSECOND, 64)         | 86399999999",
        "timestamp '2021-03-14 02:30:00.000001'        | Timestamp(MICROSECOND, null)  | 2021-03-14T02:30:00.000001",
        "timestamp '0001-01-01 00:00'                  | Timestamp(MICROSECOND, null)  | 0001-01-01T00:00",
        "timestamptz '2021-03-28 02:30:00+01'          | Timestamp(MICROSECOND, UTC)   | 1616895000000000",
        "timestamptz '9999-12-31 23:59:59.999999Z'     | Timestamp(MICROSECOND, UTC)   | 253402300799999999",
        "'10.0.0.0/8'::inet                            | Utf8                          | 10.0.0.0/8",
        "interval '1 year -2 days'                     | Utf8                          | 1 year -2 days",
        "timetz '04:05:06.789-08'                      | Utf8                          | 04:05:06.789-08",
        "B'101'::bit(3)                                | Utf8                          | 101",
      })
  void postgresql(String sql, String type, String expected, BufferAllocator allocator) {
    inThreeZones(
        () -> {
          try (JdbcDatabase database =
              JdbcDatabase.builder("pg", TestPostgres.url()).poolSize(1).open()) {
            assertReads(database, "SELECT " + sql + " AS v", type, expected, allocator);
            assertReads(database, "SELECT " + sql + " AS v", type, expected, allocator);
          }
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "null",
      value = {
        "CAST(-128 AS TINYINT)                           | Int(8, true)                 | -128",
        "CAST(32767 AS SMALLINT)                         | Int(16, true)                | 32767",
        "CAST(NULL AS BIGINT)                            | Int(64, true)                | null",
        "CAST(1.25 AS DECIMAL(10, 4))                    | Decimal(10, 4, 128)          | 1.2500",
        "1 / 3.0E0                                       | Utf8                         | 0.33333333333",
        "CAST('NaN' AS DECFLOAT(9))                      | Utf8                         | NaN",
        "CAST('-Infinity' AS DECFLOAT)                   | Utf8                         | -Infinity",
        "CAST(0.5 AS REAL)                               | FloatingPoint(SINGLE)        | 0.5",
        "CAST('' AS VARCHAR)                             | Utf8                         | ``",
        "CAST(X'00ff' AS VARBINARY)                      | Binary                       | 00ff",
        "DATE '9999-12-31'                               | Date(DAY)                    | 2932896",
        "CAST(TIME '23:59:59.999999999' AS TIME(9))      | Time(NANOSECOND, 64)         | 86399999999999",
        "CAST('0001-01-01 00:00:00' AS TIMESTAMP(6))     | Timestamp(MICROSECOND, null) | 0001-01-01T00:00",
        "CAST('2021-03-14 02:30:00.123456789' AS TIMESTAMP(9)) | Timestamp(NANOSECOND, null) | 2021-03-14T02:30:00.123456789",
        "CAST('2021-03-28 02:30:00+01:00' AS TIMESTAMP(6) WITH TIME ZONE) | Timestamp(MICROSECOND, UTC) | 1616895000000000",
        "CAST('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' AS UUID) | FixedSizeBinary(16) | a0eebc999c0b4ef8bb6d6bb9bd380a11",
        "INTERVAL '1-2' YEAR TO MONTH                    | Utf8                         | INTERVAL '1-2' YEAR TO MONTH",
      })
  void h2(String sql, String type, String expected, BufferAllocator allocator) {
    inThreeZones(
        () -> {
          try (JdbcDatabase database = JdbcDatabase.builder("h2", "jdbc:h2:mem:types").open()) {
            assertReads(database, "SELECT " + sql + " AS v", type, expected, allocator);
          }
        });
  }

  @Test
  void sqlite(@TempDir Path folder, BufferAllocator allocator) throws SQLException {
    String url = "jdbc:sqlite:" + folder.resolve("test.db");
    run(
        url,
        "CREATE TABLE t (i INTEGER, r REAL, s TEXT, b BLOB, n NUMERIC, f BOOLEAN)",
        "INSERT INTO t VALUES (9223372036854775807, 0.5, '" + ROCKET + "', x'00ff', 12.5, 1)",
        "INSERT INTO t VALUES (NULL, NULL, '', x'', 9007199254740993, 0)");
    inThreeZones(
        () -> {
          try (JdbcDatabase database = JdbcDatabase.builder("sqlite", url).open()) {
            assertColumn(database, "i", "Int(64, true)", allocator, "9223372036854775807", null);
            assertColumn(database, "r", "FloatingPoint(DOUBLE)", allocator, "0.5", null);
            assertColumn(database, "s", "Utf8", allocator, ROCKET, "");
            assertColumn(database, "b", "Binary", allocator, "00ff", "");
            assertColumn(database, "n", "Utf8", allocator, "12.5", "9007199254740993");
            assertColumn(database, "f", "Bool", allocator, "true", "false");
          }
        });
  }

  @Test
  void sqliteRefusesAValueOfAnotherTypeThanItsColumn(
      @TempDir Path folder, BufferAllocator allocator) throws SQLException {
    String url = "jdbc:sqlite:" + folder.resolve("odd.db");
    run(url, "CREATE TABLE t (i INTEGER)", "INSERT INTO t VALUES (1), ('seven')");
    try (JdbcDatabase database = JdbcDatabase.builder("sqlite", url).open()) {
      assertThatThrownBy(() -> read(database, "SELECT i FROM t", allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "Column 'i' holds a text, which its Arrow type Int(64, true) cannot. Cast it in the SQL of the service, to text if need be.");
      assertThatThrownBy(
              () -> read(database, "WITH x AS (SELECT 1) SELECT i FROM missing", allocator))
          .isInstanceOf(DataServiceException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "date 'infinity'            | a date that is infinite or too far away",
        "timestamp '-infinity'      | a timestamp that is infinite or too far away",
        "timestamptz 'infinity'     | a timestamp that is infinite or too far away",
        "time '24:00'               | a time finer than microseconds, or 24:00",
      })
  void whatArrowDoesNotHoldIsRefused(String sql, String holds, BufferAllocator allocator) {
    try (JdbcDatabase database = JdbcDatabase.builder("pg", TestPostgres.url()).open()) {
      assertThatThrownBy(() -> read(database, "SELECT " + sql + " AS bad", allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessageStartingWith("Column 'bad' holds " + holds + ", which its Arrow type ");
    }
  }

  @Test
  void aValueThatTheDriverCannotHandOutIsRefusedByItsColumn(BufferAllocator allocator) {
    try (JdbcDatabase database = JdbcDatabase.builder("pg", TestPostgres.url()).open()) {
      assertThatThrownBy(
              () -> read(database, "SELECT 1 AS good, 'NaN'::numeric(38,10) AS bad", allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "Source 'pg' failed while reading column 'bad' (SQLSTATE 22003: a value does not fit). The server's log has the database's own words.");
    }
  }

  @Test
  void anUnknownTypeIsRefusedByItsName(BufferAllocator allocator) {
    try (JdbcDatabase database = JdbcDatabase.builder("pg", TestPostgres.url()).open()) {
      assertThatThrownBy(() -> read(database, "SELECT ARRAY[1, 2] AS odd", allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "Column 'odd' has the type _int4, which this source does not read. Cast it in the SQL of the service, to text if need be.");
    }
  }

  private static void assertColumn(
      JdbcDatabase database,
      String column,
      String type,
      BufferAllocator allocator,
      String... expected) {
    try (BatchReader reader =
        database.query(
            SqlQuery.of("SELECT " + column + " FROM t ORDER BY rowid"),
            Requests.context(allocator))) {
      assertThat(reader.schema().getFields().get(0).getType()).hasToString(type);
      assertThat(Printed.column(reader, 0)).isEqualTo(Arrays.asList(expected));
    }
  }

  private static void assertReads(
      JdbcDatabase database, String sql, String type, String expected, BufferAllocator allocator) {
    try (BatchReader reader = database.query(SqlQuery.of(sql), Requests.context(allocator))) {
      assertThat(reader.schema().getFields().get(0).getType()).hasToString(type);
      assertThat(Printed.column(reader, 0)).containsExactly(expected);
    }
  }

  private static List<String> read(JdbcDatabase database, String sql, BufferAllocator allocator) {
    try (BatchReader reader = database.query(SqlQuery.of(sql), Requests.context(allocator))) {
      return Printed.column(reader, 0);
    }
  }

  private static void run(String url, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static void inThreeZones(Runnable test) {
    TimeZone zone = TimeZone.getDefault();
    try {
      for (String id : List.of("UTC", "America/New_York", "Asia/Kolkata")) {
        TimeZone.setDefault(TimeZone.getTimeZone(id));
        test.run();
      }
    } finally {
      TimeZone.setDefault(zone);
    }
  }
}
