package io.fastflight.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.source.jdbc.sql.SqlQuery;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InjectionTest {
  private static final List<String> PIECES =
      List.of(
          "'",
          "''",
          "\"",
          "\\",
          "\\'",
          ";",
          "--",
          "/*",
          "*/",
          "$$",
          "$q$",
          "$1",
          ":name",
          "::int",
          "?",
          "%",
          "_",
          "(",
          ")",
          "\n",
          "\r",
          "\t",
          "\u0001",
          "\u00a0",
          "\u2019",
          "\ud83d\ude80",
          " OR 1=1",
          "DROP TABLE kept",
          "E'\\x27'",
          "U&'\\0027'",
          "); DELETE FROM kept; --",
          "COPY kept TO PROGRAM 'id'",
          "\\.",
          "\\copy",
          "NULL",
          "pg_sleep(10)",
          "fastflight.p1",
          "current_setting('fastflight.p1')",
          "{}",
          "{\"a\"}",
          "\\x00",
          "%s",
          "${jndi:x}");

  private static PostgresDatabase database;

  @BeforeAll
  static void open() {
    TestPostgres.run("CREATE TABLE kept (v text)", "INSERT INTO kept VALUES ('here')");
    database = PostgresDatabase.builder("test", TestPostgres.url()).poolSize(2).open();
  }

  @AfterAll
  static void close() {
    database.close();
    TestPostgres.run("DROP TABLE kept");
  }

  @Test
  void fiveHundredHostileValuesAreData(BufferAllocator allocator) {
    Random random = new Random(Long.getLong("test.seed", 1));
    for (int i = 0; i < 500; i++) {
      StringBuilder value = new StringBuilder();
      int pieces = 1 + random.nextInt(4);
      for (int j = 0; j < pieces; j++) {
        value.append(PIECES.get(i < PIECES.size() && j == 0 ? i : random.nextInt(PIECES.size())));
      }
      String text = value.toString();
      SqlQuery query =
          SqlQuery.of(
                  "SELECT :name::text AS v FROM kept"
                      + " WHERE :name = :again AND :name IN (SELECT :name) AND v <> :name")
              .bind("name", text)
              .bind("again", text);
      assertThat(read(query, allocator)).as(text).containsExactly(text);
    }
    assertThat(TestPostgres.texts("TABLE kept")).containsExactly("here");
  }

  @Test
  void aValueOfAnyTypeComesBack(BufferAllocator allocator) {
    UUID uuid = UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    SqlQuery query =
        SqlQuery.of(
                "SELECT concat_ws('|', :b::bool, :i + 1, :l::int8, :d::float8, :u::uuid, :day::date,"
                    + " :at::timestamp, :instant::timestamptz, :bytes::bytea, :none::text)")
            .bind("b", true)
            .bind("i", 41)
            .bind("l", Long.MIN_VALUE)
            .bind("d", Double.NaN)
            .bind("u", uuid)
            .bind("day", LocalDate.of(-43, 3, 15))
            .bind("at", LocalDateTime.of(10_000, 1, 2, 3, 4, 5, 6_000))
            .bind("instant", Instant.EPOCH)
            .bind("bytes", new byte[] {0, 39, -1})
            .bind("none", null);

    assertThat(read(query, allocator))
        .containsExactly(
            "t|42|-9223372036854775808|NaN|"
                + uuid
                + "|0044-03-15 BC|10000-01-02 03:04:05.000006|1970-01-01 00:00:00+00|\\x0027ff");
  }

  @Test
  void theServerInfersTheTypeOfAValue(BufferAllocator allocator) {
    SqlQuery base = SqlQuery.of("SELECT n::text FROM generate_series(1, 3) n WHERE n > :low");

    assertThat(read(base.bind("low", "1"), allocator)).containsExactly("2", "3");
    assertThatThrownBy(() -> read(base.bind("low", "1 OR 1=1"), allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessageContaining("SQLSTATE 22P02")
        .hasMessageNotContaining("OR 1=1");
  }

  @Test
  void namesWithinQuotesAndCastsAreLeftAlone(BufferAllocator allocator) {
    SqlQuery query =
        SqlQuery.of(
                "SELECT ':a' || $x$:b$x$ || E'\\':c' || (array[1,2,3])[2:3]::text"
                    + " /* :d /* :e */ */ || ('{\"k\": 1}'::jsonb ? 'k')::text || '?' || :v -- :f")
            .bind("v", "!");

    assertThat(read(query, allocator)).containsExactly(":a:b':c{2,3}true?!");
  }

  @Test
  void aConditionWithoutValueIsLeftOut(BufferAllocator allocator) {
    SqlQuery all = SqlQuery.of("SELECT n::text FROM generate_series(1, 3) n WHERE true");

    assertThat(read(all.and("n > :low", "low", Optional.empty()), allocator)).hasSize(3);
    assertThat(read(all.and("n > :low", "low", Optional.of(2)), allocator)).containsExactly("3");
  }

  @Test
  void aStatementThatWritesIsRefused(BufferAllocator allocator) {
    for (String sql :
        List.of(
            "WITH gone AS (DELETE FROM kept RETURNING v) SELECT v FROM gone",
            "SELECT lo_create(1)::text",
            "SELECT set_config('transaction_read_only', 'off', true)"
                + " UNION ALL SELECT lo_create(2)::text")) {
      assertThatThrownBy(() -> read(SqlQuery.of(sql), allocator))
          .as(sql)
          .isInstanceOf(FastFlightException.class)
          .hasMessageStartingWith("Source 'test' failed while");
    }
    assertThat(TestPostgres.texts("TABLE kept")).containsExactly("here");
  }

  @Test
  void anotherStatementThanOneSelectIsRefused(BufferAllocator allocator) {
    for (String sql : List.of("DELETE FROM kept", "SELECT 1; SELECT 2", "COPY kept TO STDOUT")) {
      assertThatThrownBy(() -> read(SqlQuery.of(sql), allocator))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> read(SqlQuery.of("SELECT :a"), allocator))
        .hasMessage("The SQL of a query has :a, to which no value is bound.");
    assertThatThrownBy(() -> read(SqlQuery.of("SELECT 1").bind("a", 1), allocator))
        .hasMessage("A value is bound to :a, which the SQL does not have.");
    assertThatThrownBy(() -> SqlQuery.of("SELECT :a").bind("a", new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be bound");
  }

  private static List<String> read(SqlQuery query, BufferAllocator allocator) {
    try (BatchReader reader = database.query(query, Requests.context(allocator))) {
      return new ArrayList<>(Printed.column(reader));
    }
  }
}
