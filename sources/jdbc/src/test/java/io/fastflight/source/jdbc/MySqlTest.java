package io.fastflight.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.jdbc.sql.Slicing;
import io.fastflight.source.jdbc.sql.SqlQuery;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real MariaDB, through its own driver and through MySQL's. */
class MySqlTest {
  /** A sequence is made row by row: a driver that collects all rows first would never end. */
  private static final String ENDLESS =
      "SELECT seq, REPEAT('x', 50) FROM seq_1_to_1000000000000000";

  private static final List<String> PIECES =
      List.of(
          "'",
          "''",
          "\"",
          "\\",
          "\\'",
          "\\\\",
          "\\0",
          ";",
          "--",
          "-- ",
          "/*",
          "*/",
          "#",
          "?",
          ":v",
          "%",
          "_",
          "`",
          "\n",
          "\r",
          "\u001a",
          "\u0000",
          " OR 1=1",
          "); DROP TABLE kept; --",
          "\u2019",
          "\u00bf'",
          "\u00bf\\",
          "\ud83d\ude80",
          "NULL",
          "{d '2020-01-01'}",
          "@@version",
          "/*!50000 x */");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TINYINT            | -128; 127; NULL; 0         | Int(8, true)   | -128; 127; null; 0",
        "TINYINT(1)         | 2; -1                      | Int(8, true)   | 2; -1",
        "BOOLEAN            | true; false                | Int(8, true)   | 1; 0",
        "TINYINT UNSIGNED   | 255; NULL                  | Int(16, true)  | 255; null",
        "SMALLINT           | -32768; 32767              | Int(16, true)  | -32768; 32767",
        "SMALLINT UNSIGNED  | 65535                      | Int(32, true)  | 65535",
        "MEDIUMINT          | -8388608; 8388607          | Int(32, true)  | -8388608; 8388607",
        "MEDIUMINT UNSIGNED | 16777215                   | Int(32, true)  | 16777215",
        "INT                | -2147483648; 2147483647    | Int(32, true)  | -2147483648; 2147483647",
        "INT UNSIGNED       | 4294967295; 0; NULL        | Int(64, true)  | 4294967295; 0; null",
        "BIGINT             | -9223372036854775808       | Int(64, true)  | -9223372036854775808",
        "BIGINT UNSIGNED    | 18446744073709551615; 0    | Decimal(20, 0, 128) | 18446744073709551615; 0",
        "FLOAT              | 0.5; -3.40282e38; NULL     | FloatingPoint(SINGLE) | 0.5; -3.40282E38; null",
        "DOUBLE             | 1.7976931348623157E308; 0.1 | FloatingPoint(DOUBLE) | 1.7976931348623157E308; 0.1",
        "DECIMAL(10,2)      | -12345678.90; 0; NULL      | Decimal(10, 2, 128) | -12345678.90; 0.00; null",
        "DECIMAL(65,30)     | 1e34; -1e-30               | Decimal(65, 30, 256) | 10000000000000000000000000000000000.000000000000000000000000000000; -1E-30",
        "YEAR               | 1901; 2155; NULL           | Int(16, true)  | 1901; 2155; null",
        "BIT(1)             | b'1'; b'0'; NULL           | Binary         | 01; 00; null",
        "BIT(10)            | b'1000000001'              | Binary         | 0201",
      })
  void numbers(String type, String values, String arrow, String expected, BufferAllocator memory) {
    assertReads(type, values, arrow, expected, memory);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DATE         | '1000-01-01'; '0001-01-01'; '9999-12-31'; NULL | Date(DAY) | -354285; -719162; 2932896; null",
        "TIME         | '-838:59:59'; '838:59:59'; '00:00:00'; NULL | Duration(MICROSECOND) | PT-838H-59M-59S; PT838H59M59S; PT0S; null",
        "TIME(6)      | '-00:00:00.000001'; '23:59:59.5' | Duration(MICROSECOND) | PT-0.000001S; PT23H59M59.5S",
        "DATETIME     | '0001-01-01 00:00:00'; '2021-03-14 02:30:00'; NULL | Timestamp(MICROSECOND, null) | 0001-01-01T00:00; 2021-03-14T02:30; null",
        "DATETIME(6)  | '9999-12-31 23:59:59.999999'; '2021-11-07 01:30:00.1' | Timestamp(MICROSECOND, null) | 9999-12-31T23:59:59.999999; 2021-11-07T01:30:00.100",
        "TIMESTAMP(6) NULL | '1970-01-01 00:00:01'; '2021-03-14 02:30:00.123456'; '2038-01-19 03:14:07.999999'; NULL | Timestamp(MICROSECOND, UTC) | 1000000; 1615689000123456; 2147483647999999; null",
      })
  void times(String type, String values, String arrow, String expected, BufferAllocator memory) {
    assertReads(type, values, arrow, expected, memory);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CHAR(4)           | 'abc'; ''; NULL   | Utf8   | abc; ; null",
        "VARCHAR(9)        | '\u00e4\u20ac\ud83d\ude80'; '' | Utf8 | \u00e4\u20ac\ud83d\ude80; ",
        "TEXT              | 'a'               | Utf8   | a",
        "LONGTEXT          | 'a'               | Utf8   | a",
        "JSON              | '{\"a\":  1}'     | Utf8   | {\"a\":  1}",
        "ENUM('a', '\u00fc') | '\u00fc'; NULL  | Utf8   | \u00fc; null",
        "SET('a', 'b')     | 'a,b'; ''         | Utf8   | a,b; ",
        "INET6             | '::1'             | Utf8   | ::1",
        "BINARY(3)         | x'00ff10'         | Binary | 00ff10",
        "VARBINARY(4)      | x''; x'00'; NULL  | Binary | ; 00; null",
        "BLOB              | x'00ff'           | Binary | 00ff",
        "LONGBLOB          | x'00ff'           | Binary | 00ff",
      })
  void texts(String type, String values, String arrow, String expected, BufferAllocator memory) {
    assertReads(type, values, arrow, expected, memory);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DATE           | '0000-00-00'          | Column 'v' holds a day that is none",
        "DATE           | '2020-00-00'          | Column 'v' holds a day that is none",
        "DATETIME       | '0000-00-00 00:00:00' | Column 'v' holds a day that is none",
        "DATETIME(6)    | '2020-02-00 00:00:00' | Column 'v' holds a day that is none",
        "TIMESTAMP NULL | '0000-00-00 00:00:00' | Column 'v' holds a day that is none",
        "POINT          | POINT(1, 2)           | Column 'v' has the type",
      })
  void whatArrowDoesNotHoldIsRefused(
      String type, String value, String told, BufferAllocator allocator) {
    TestMariaDb.run(
        "SET sql_mode = ''",
        "CREATE TABLE odd (v " + type + ")",
        "INSERT INTO odd VALUES (NULL), (" + value + ")");
    try {
      for (String driver : List.of("mariadb", "mysql")) {
        try (JdbcDatabase database = open(driver)) {
          assertThatThrownBy(() -> read(database, SqlQuery.of("SELECT v FROM odd"), allocator))
              .as(driver)
              .isInstanceOf(DataServiceException.class)
              .hasMessageStartingWith(told);
        }
      }
    } finally {
      TestMariaDb.run("DROP TABLE odd");
    }
  }

  /** MySQL has no such type, and its driver shows MariaDB's as text. */
  @Test
  void mariaDbsUuidIsOne(BufferAllocator allocator) {
    String uuid = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
    try (JdbcDatabase database = open("mariadb")) {
      SqlQuery query = SqlQuery.of("SELECT CAST(:u AS UUID)").bind("u", UUID.fromString(uuid));
      assertThat(read(database, query, allocator)).containsExactly(uuid.replace("-", ""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void hostileValuesAreData(String driver, BufferAllocator allocator) {
    Random random = new Random(Long.getLong("test.seed", 1));
    try (JdbcDatabase database = open(driver)) {
      for (int i = 0; i < 250; i++) {
        StringBuilder value = new StringBuilder();
        for (int j = random.nextInt(4); j >= 0; j--) {
          value.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        SqlQuery query =
            SqlQuery.of(
                    "SELECT CAST(:v AS CHAR(200)) AS v FROM seq_1_to_1"
                        + " WHERE CAST(:v AS BINARY) = CAST(:w AS BINARY) # :not a name ' \" `")
                .bind("v", value.toString())
                .bind("w", value.toString());
        assertThat(read(database, query, allocator)).containsExactly(value.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void cancelAtEveryBatchFreesConnectionAndMemory(String driver, BufferAllocator allocator) {
    try (JdbcDatabase database = open(driver)) {
      for (int index = 0; index < 6; index++) {
        Cancellation cancellation = new Cancellation();
        ServiceContext context = new ServiceContext(allocator, 1_000, cancellation);
        try (BatchReader reader = database.query(SqlQuery.of(ENDLESS), context)) {
          for (int batch = 0; batch < index; batch++) {
            assertThat(reader.next()).isTrue();
          }
          cancellation.cancel();
          assertThatThrownBy(() -> drain(reader)).isInstanceOf(CallCancelledException.class);
          assertFreed(database, reader, allocator);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aReaderThatLeavesEarlyFreesItsConnection(String driver, BufferAllocator allocator) {
    try (JdbcDatabase database = open(driver)) {
      try (BatchReader reader =
          database.query(SqlQuery.of(ENDLESS), Requests.context(allocator, 1_000))) {
        assertThat(reader.next()).isTrue();
        assertFreed(database, reader, allocator);
      }
      assertThat(read(database, SqlQuery.of("SELECT 1"), allocator)).containsExactly("1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aKilledSessionIsAnErrorAndTheNextCallWorks(String driver, BufferAllocator allocator) {
    try (JdbcDatabase database = open(driver)) {
      try (BatchReader reader =
          database.query(SqlQuery.of(ENDLESS), Requests.context(allocator, 1_000))) {
        assertThat(reader.next()).isTrue();
        TestMariaDb.kill("seq_1_to_1000000000000000");
        assertThatThrownBy(() -> drain(reader))
            .isInstanceOf(DataServiceException.class)
            .hasMessageStartingWith("Source 'shop' failed while reading rows");
      }
      assertThat(database.connectionsInUse()).isZero();
      assertThat(read(database, SqlQuery.of("SELECT 1"), allocator)).containsExactly("1");
    }
  }

  private static void assertFreed(
      JdbcDatabase database, BatchReader reader, BufferAllocator allocator) {
    long began = System.nanoTime();
    reader.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    assertThat(database.connectionsInUse()).isZero();
    assertThat(allocator.getAllocatedMemory()).isZero();
    Awaitility.await()
        .atMost(Duration.ofSeconds(1))
        .until(() -> TestMariaDb.running("seq_1_to_1000000000000000") == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aSlowReaderIsNotCutOff(String driver, BufferAllocator allocator) {
    try (JdbcDatabase database = open(driver);
        BatchReader reader =
            database.query(
                SqlQuery.of("SELECT seq, REPEAT('x', 1000) FROM seq_1_to_30000"),
                Requests.context(allocator, 1_000))) {
      assertThat(reader.next()).isTrue();
      new Cancellation().sleep(TestMariaDb.WRITE_TIMEOUT.multipliedBy(3));
      int rows = reader.batch().getRowCount();
      while (reader.next()) {
        rows += reader.batch().getRowCount();
      }
      assertThat(rows).isEqualTo(30_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aStatementOverItsTimeIsRefused(String driver, BufferAllocator allocator) {
    try (JdbcDatabase database =
        JdbcDatabase.builder("shop", TestMariaDb.url(driver))
            .statementTimeout(Duration.ofMillis(300))
            .open()) {
      assertThatThrownBy(() -> read(database, SqlQuery.of("SELECT SLEEP(30)"), allocator))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessageContaining("took longer than its limit of 300 ms");
      assertThat(database.connectionsInUse()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aStatementThatWritesIsRefused(String driver, BufferAllocator allocator) {
    TestMariaDb.run(
        "CREATE TABLE kept (v INT)",
        "CREATE FUNCTION writes() RETURNS INT MODIFIES SQL DATA"
            + " BEGIN INSERT INTO kept VALUES (1); RETURN 1; END");
    try (JdbcDatabase database = open(driver)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> read(database, SqlQuery.of("SELECT writes()"), allocator))
            .isInstanceOf(DataServiceException.class)
            .hasMessageContaining("SQLSTATE 25006: the statement does more than reading");
      }
      assertThat(read(database, SqlQuery.of("SELECT COUNT(*) FROM kept"), allocator))
          .containsExactly("0");
    } finally {
      TestMariaDb.run("DROP FUNCTION writes", "DROP TABLE kept");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void slicesAreTheWhole(String driver, BufferAllocator allocator) {
    TestMariaDb.run(
        "CREATE TABLE sliced AS SELECT seq AS id, DATE '2020-01-01' + INTERVAL seq % 50 DAY AS day,"
            + " TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq MINUTE AS at FROM seq_1_to_5000");
    try (JdbcDatabase database = open(driver)) {
      SqlQuery query = SqlQuery.of("SELECT id, day, at FROM sliced WHERE id <> :id").bind("id", 3);
      List<String> expected = read(database, query, allocator);
      for (String column : List.of("id", "day", "at")) {
        assertThat(read(database, query.sliced(Slicing.range(column, 4)), allocator))
            .as(column)
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    } finally {
      TestMariaDb.run("DROP TABLE sliced");
    }
  }

  private static void assertReads(
      String type, String values, String arrow, String expected, BufferAllocator allocator) {
    String rows = "(" + String.join("), (", values.split("; *")) + ")";
    TestMariaDb.run(
        "CREATE TABLE types (n INT AUTO_INCREMENT PRIMARY KEY, v " + type + ")",
        "INSERT INTO types (v) VALUES " + rows);
    List<String> texts = Arrays.asList(expected.split("; *", -1));
    texts.replaceAll(text -> text.equals("null") ? null : text);
    TimeZone zone = TimeZone.getDefault();
    try {
      for (String driver : List.of("mariadb", "mysql")) {
        for (String id : List.of("UTC", "America/New_York", "Asia/Kolkata")) {
          TimeZone.setDefault(TimeZone.getTimeZone(id));
          assertReads(driver, arrow, texts, allocator);
        }
      }
    } finally {
      TimeZone.setDefault(zone);
      TestMariaDb.run("DROP TABLE types");
    }
  }

  private static void assertReads(
      String driver, String arrow, List<String> expected, BufferAllocator allocator) {
    try (JdbcDatabase database = open(driver);
        BatchReader reader =
            database.query(
                SqlQuery.of("SELECT v FROM types ORDER BY n"), Requests.context(allocator))) {
      assertThat(reader.schema().getFields().get(0).getType()).as(driver).hasToString(arrow);
      assertThat(Printed.column(reader, 0)).as(driver).isEqualTo(expected);
    }
  }

  private static JdbcDatabase open(String driver) {
    return JdbcDatabase.builder("shop", TestMariaDb.url(driver)).open();
  }

  private static List<String> read(
      JdbcDatabase database, SqlQuery query, BufferAllocator allocator) {
    try (BatchReader reader = database.query(query, Requests.context(allocator))) {
      return Printed.column(reader, 0);
    }
  }

  private static void drain(BatchReader reader) {
    while (reader.next()) {
      assertThat(reader.batch().getRowCount()).isPositive();
    }
  }
}
