package io.fastflight.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.service.Comparison;
import io.fastflight.service.Comparison.Operator;
import io.fastflight.service.SelectiveService;
import io.fastflight.service.WantedRows;
import io.fastflight.source.jdbc.sql.SqlQuery;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which databases are asked for fewer rows of which statements, and by which columns. */
class NarrowingTest {
  private static final WantedRows PRESENT =
      comparable ->
          comparable.getFields().stream()
              .map(field -> new Comparison(field.getName(), Operator.NOT_NULL, List.of()))
              .toList();
  private static final String[] TABLE = {
    "CREATE TABLE narrowed (a INTEGER, b BIGINT, t VARCHAR(9))",
    "INSERT INTO narrowed VALUES (1, 0, 'x'), (2, 5, 'y')"
  };

  @WireName("test.narrowing")
  record Ask() implements DataParams {}

  @BeforeAll
  static void make() throws Exception {
    run(TestPostgres.url(), TABLE);
    run(
        TestPostgres.url(),
        "CREATE VIEW narrowed_view AS SELECT a, 10 / b AS b FROM narrowed WHERE b <> 0",
        "CREATE SCHEMA narrowing",
        "CREATE TABLE narrowing.twice (a int)",
        "CREATE VIEW twice AS SELECT 1 AS a");
  }

  @AfterAll
  static void drop() throws Exception {
    run(
        TestPostgres.url(),
        "DROP VIEW twice",
        "DROP SCHEMA narrowing CASCADE",
        "DROP TABLE narrowed CASCADE");
  }

  private static void run(String url, String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM narrowed -- all | a,b,t",
        "SELECT a AS \"x y\", 10 / b AS tenth, upper(t) AS t FROM narrowed WHERE b <> 0 | x y",
        "SELECT * FROM narrowed_view |",
        "SELECT a FROM narrowing.twice |",
        "SELECT a FROM narrowed ORDER BY a |",
        "SELECT a, a FROM narrowed |"
      })
  void postgresComparesColumnsThatComeFromATable(
      String sql, @Nullable String columns, BufferAllocator allocator) throws Exception {
    try (JdbcDatabase database = JdbcDatabase.builder("pg", TestPostgres.url()).open()) {
      assertThat(comparedBy(database, sql, allocator)).isEqualTo(columns == null ? "" : columns);
    }
  }

  @Test
  void otherDatabasesReadAll(@TempDir Path folder, BufferAllocator allocator) throws Exception {
    for (String url : List.of("jdbc:h2:", "jdbc:sqlite:")) {
      String place = url + folder.resolve("narrowed.db");
      run(place, TABLE);
      try (JdbcDatabase database = JdbcDatabase.builder("other", place).open()) {
        assertThat(comparedBy(database, "SELECT * FROM narrowed", allocator)).as(url).isEmpty();
      }
    }
  }

  @Test
  void aWrongConditionLeavesTheStatementAsItIs(BufferAllocator allocator) throws Exception {
    WantedRows wrong = comparable -> List.of(new Comparison("none", Operator.IS_NULL, List.of()));
    WantedRows none = comparable -> List.of(new Comparison("a", Operator.ONE_OF, List.of()));
    try (JdbcDatabase database = JdbcDatabase.builder("pg", TestPostgres.url()).open()) {
      assertThat(rows(database, wrong, allocator)).isEqualTo(2);
      assertThat(rows(database, none, allocator)).isZero();
    }
  }

  private static String comparedBy(JdbcDatabase database, String sql, BufferAllocator allocator)
      throws Exception {
    return String.join(
        ",",
        service(database, sql)
            .leavesOutBy(new Ask(), PRESENT, Requests.context(allocator, 10))
            .stream()
            .map(Comparison::column)
            .toList());
  }

  private static SelectiveService<Ask> service(JdbcDatabase database, String sql) {
    return (SelectiveService<Ask>) database.<Ask>service(params -> SqlQuery.of(sql));
  }

  private static long rows(JdbcDatabase database, WantedRows wanted, BufferAllocator allocator)
      throws Exception {
    long rows = 0;
    try (BatchReader reader =
        service(database, "SELECT a FROM narrowed")
            .open(new Ask(), wanted, Requests.context(allocator, 10))) {
      while (reader.next()) {
        rows += reader.batch().getRowCount();
      }
    }
    return rows;
  }
}
