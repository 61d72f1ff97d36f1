package io.fastflight.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.source.jdbc.sql.SqlQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyTypesTest {
  private static PostgresDatabase database;

  @BeforeAll
  static void open() {
    TestPostgres.run(
        "CREATE TYPE mood AS ENUM ('sad', 'ok', '\u00fcber \"gl\u00fccklich\"')",
        "CREATE SCHEMA odd",
        "CREATE TYPE odd.int4 AS ENUM ('four', 'abcd')",
        "CREATE DOMAIN price AS numeric(9, 3)",
        "CREATE TYPE pair AS (a int, b text)");
    database = PostgresDatabase.builder("test", TestPostgres.url()).open();
  }

  @AfterAll
  static void close() {
    database.close();
    TestPostgres.run(
        "DROP DOMAIN price", "DROP TYPE pair", "DROP SCHEMA odd CASCADE", "DROP TYPE mood");
  }

  /** Type, and the values as PostgreSQL reads them. */
  static Stream<Arguments> types() {
    return Stream.of(numbers(), decimals(), texts(), times(), instants(), others())
        .flatMap(all -> all);
  }

  private static Stream<Arguments> numbers() {
    return Stream.of(
        type("bool", "true", "false"),
        type("int2", "0", "-1", "32767", "-32768"),
        type("int4", "0", "-1", "2147483647", "-2147483648"),
        type("int8", "0", "-1", "9223372036854775807", "-9223372036854775808"),
        type("oid", "0", "4294967295"),
        type("float4", "0", "-0", "1.5", "3.4028235e+38", "1e-45", "NaN", "Infinity", "-Infinity"),
        type(
            "float8",
            "0",
            "-0",
            "0.1",
            "1.7976931348623157e+308",
            "5e-324",
            "NaN",
            "Infinity",
            "-Infinity"));
  }

  private static Stream<Arguments> decimals() {
    return Stream.of(
        type("numeric(12,2)", "0", "0.01", "-0.01", "9999999999.99", "-9999999999.99", "10000"),
        type("numeric(18,0)", "0", "999999999999999999", "-999999999999999999", "10000"),
        type("numeric(18,18)", "0", "0.999999999999999999", "0.000000000000000001"),
        type("numeric(38,10)", "9999999999999999999999999999.9999999999", "-0.0000000001", "0"),
        type("numeric(76,38)", "9".repeat(38) + "." + "9".repeat(38), "-" + "1".repeat(38), "0"),
        type("numeric(5,-3)", "12345000", "-99999000", "0"),
        type("numeric(3,5)", "0.00999", "-0.00001", "0"),
        type(
            "numeric",
            "0",
            "0.000",
            "1",
            "-1",
            "123.4500",
            "1e130",
            "-1e-16000",
            "NaN",
            "Infinity",
            "-Infinity",
            "9999",
            "10000",
            "0.0001",
            "0.00001",
            "100000000.00001"),
        type("price", "123456.789", "-0.001", "0"));
  }

  private static Stream<Arguments> texts() {
    return Stream.of(
        type(
            "text",
            "",
            "a",
            "\u00e4\u20ac\ud83d\ude80",
            "O'Brien \\ \"q\" \n\t",
            "x".repeat(70_000)),
        type("varchar(5)", "", "abcde", "\ud83d\ude80\ud83d\ude80"),
        type("bpchar(4)", "", "a", "abcd"),
        type("name", "a", "\u00fc"),
        type("\"char\"", "", "a", "~"),
        type("mood", "sad", "\u00fcber \"gl\u00fccklich\""),
        type("odd.int4", "four", "abcd"),
        type("json", "{\"a\": [1,  2]}", "null", "\"\""),
        type("jsonb", "{\"a\": [1,  2], \"b\": null}", "[]"),
        type("xml", "<a>\u00fc</a>", "text"),
        type("bytea", "\\x", "\\x00ff10", "\\x" + "ab".repeat(1000)),
        type(
            "uuid",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));
  }

  private static Stream<Arguments> times() {
    return Stream.of(
        type(
            "date",
            "1970-01-01",
            "0001-01-01",
            "9999-12-31",
            "4713-01-01 BC",
            "5874897-12-31",
            "2024-02-29"),
        type("time", "00:00:00", "23:59:59.999999", "12:00:00.5"),
        type(
            "timetz",
            "00:00:00+00",
            "23:59:59.999999-15:59",
            "24:00:00+05:30",
            "04:05:06.789+15:59:59",
            "01:02:03-08"),
        type(
            "interval",
            "0",
            "1 year 2 mons -3 days 04:05:06.789",
            "-178000000 years",
            "-00:00:00.000001",
            "2562047:47:16.854775"));
  }

  private static Stream<Arguments> instants() {
    return Stream.of(
        type(
            "timestamp",
            "1970-01-01 00:00:00",
            "0001-01-01 00:00:00",
            "9999-12-31 23:59:59.999999",
            "2021-03-14 02:30:00",
            "2021-11-07 01:30:00",
            "1969-12-31 23:59:59.999999",
            "4713-01-01 00:00:00 BC",
            "294246-12-31 00:00:00"),
        type(
            "timestamptz",
            "1970-01-01 00:00:00+00",
            "0001-01-01 00:00:00+00",
            "9999-12-31 23:59:59.999999+00",
            "2021-03-14 02:30:00-05",
            "2021-11-07 01:30:00-04",
            "2021-03-28 02:30:00+01"));
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        type(
            "inet",
            "1.2.3.4",
            "10.0.0.0/8",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:1.2.3.4",
            "2001:db8::1/64",
            "1:0:0:2:0:0:0:3",
            "::1:2:3",
            "::1.2.3.4",
            "fe80::/10",
            "1::"),
        type("cidr", "10.0.0.0/8", "1.2.3.4", "2001:db8::/32", "::/0"),
        type("macaddr", "08:00:2b:01:02:03"),
        type("macaddr8", "08:00:2b:01:02:03:04:05"),
        type("bit(3)", "101", "000"),
        type("varbit", "", "1", "101010101"),
        type("int4[]", "{}", "{1}", "{1,NULL,-3}", "{" + ones(20_000) + "}"),
        type("text[]", "{}", "{\"\",NULL,a,\u00e4\ud83d\ude80}"),
        type("numeric(10,2)[]", "{1.50,-0.01,NULL}"),
        type("mood[]", "{sad,NULL,ok}"),
        type("timestamptz[]", "{\"2021-03-14 02:30:00+00\"}"),
        type("uuid[]", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,NULL}"),
        type("bool[]", "{t,f,NULL}"),
        type("price[]", "{1.500,-0.001,NULL}"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyValueReadsAsTheDatabasePrintsIt(
      String type, List<String> values, BufferAllocator allocator) {
    String rows =
        IntStream.range(0, values.size())
            .mapToObj(i -> "(%s, $q$%s$q$::%s)".formatted(i, values.get(i), type))
            .collect(Collectors.joining(", ", "(0, NULL::" + type + "), ", ""));
    String sql = "SELECT v FROM (VALUES " + rows + ") t(n, v) ORDER BY n, v IS NOT NULL";
    List<String> expected = TestPostgres.texts(sql);

    TimeZone zone = TimeZone.getDefault();
    try {
      for (String id : List.of("UTC", "America/New_York", "Asia/Kolkata")) {
        TimeZone.setDefault(TimeZone.getTimeZone(id));
        try (PostgresDatabase fresh =
            PostgresDatabase.builder("zone", TestPostgres.url()).poolSize(1).open()) {
          assertThat(values(fresh, sql, allocator)).as(id).isEqualTo(expected);
          assertThat(values(fresh, sql, allocator)).as(id + ", again").isEqualTo(expected);
        }
      }
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void randomAddressesReadAsTheDatabasePrintsThem(BufferAllocator allocator) {
    Random random = new Random(Long.getLong("test.seed", 1));
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      addresses.add(
          random
              .ints(8, 0, 3)
              .mapToObj(kind -> kind == 0 ? Integer.toHexString(random.nextInt(65_536)) : "0")
              .collect(Collectors.joining(":", "('", "/" + random.nextInt(129) + "'::inet)")));
    }
    String sql = "VALUES " + String.join(",", addresses);

    try (BatchReader reader = database.query(SqlQuery.of(sql), Requests.context(allocator))) {
      assertThat(Printed.column(reader)).isEqualTo(TestPostgres.texts(sql));
    }
  }

  @ParameterizedTest
  @CsvSource({"18,2", "18,6", "30,4", "38,12", "50,7", "16,1"})
  void randomNumbersReadAsTheDatabasePrintsThem(int digits, int scale, BufferAllocator allocator) {
    double seed = new Random(Long.getLong("test.seed", 1)).nextDouble();
    int sizes = Math.min(15, digits - scale + 1); // under half of 10 ^ (digits - scale), so it fits
    TestPostgres.run(
        "SELECT setseed(" + seed + ")",
        "CREATE TABLE numbers AS SELECT ((random() - 0.5) * 10 ^ (n %% %s))::numeric(%s, %s) v FROM generate_series(1, 5000) n"
            .formatted(sizes, digits, scale));
    try (BatchReader reader =
        database.query(SqlQuery.of("TABLE numbers"), Requests.context(allocator))) {
      assertThat(Printed.column(reader)).isEqualTo(TestPostgres.texts("TABLE numbers"));
    } finally {
      TestPostgres.run("DROP TABLE numbers");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'infinity'::date",
        "'-infinity'::date",
        "'infinity'::timestamp",
        "'-infinity'::timestamptz",
        "'294276-12-31'::timestamp",
        "'24:00'::time",
        "'NaN'::numeric(5,2)",
        "'3000000:00:00'::interval",
        "'{{1,2},{3,4}}'::int4[]",
        "'[0:1]={1,2}'::int4[]",
      })
  void whatArrowDoesNotHoldIsRefused(String value, BufferAllocator allocator) {
    assertThatThrownBy(() -> read("SELECT 1 AS a, " + value + " AS bad", allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessageStartingWith("Column 'bad' holds ")
        .hasMessageContaining("Cast it in the SQL of the service");
    assertThat(database.connectionsInUse()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "point '(1,2)'",
        "row(1,'a')::pair",
        "'[1,2]'::int4range",
        "'a'::tsvector",
        "12::money",
        "array['(1,2)'::point]",
        "'pg_class'::regclass"
      })
  void anUnknownTypeIsRefusedByItsName(String value, BufferAllocator allocator) {
    assertThatThrownBy(() -> read("SELECT " + value + " AS odd", allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessageStartingWith("Column 'odd' has the type ")
        .hasMessageEndingWith(
            ", which this source does not read. Cast it in the SQL of the service, to text if need be.");
  }

  private static List<String> values(
      PostgresDatabase source, String sql, BufferAllocator allocator) {
    try (BatchReader reader = source.query(SqlQuery.of(sql), Requests.context(allocator))) {
      return Printed.column(reader);
    }
  }

  private static void read(String sql, BufferAllocator allocator) {
    try (BatchReader reader = database.query(SqlQuery.of(sql), Requests.context(allocator))) {
      while (reader.next()) {
        assertThat(reader.batch().getRowCount()).isPositive();
      }
    }
  }

  private static Arguments type(String type, String... values) {
    return Arguments.of(type, List.of(values));
  }

  private static String ones(int count) {
    return IntStream.range(0, count).mapToObj(i -> "1").collect(Collectors.joining(","));
  }
}
