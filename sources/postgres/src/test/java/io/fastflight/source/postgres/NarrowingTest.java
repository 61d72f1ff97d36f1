package io.fastflight.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.service.Comparison;
import io.fastflight.service.Comparison.Operator;
import io.fastflight.service.SelectiveService;
import io.fastflight.service.WantedRows;
import io.fastflight.source.jdbc.sql.SqlQuery;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which statements PostgreSQL is asked for fewer rows of, and by which columns. */
class NarrowingTest {
  /** Columns that are compared are wanted to be there; none is null. */
  private static final WantedRows PRESENT =
      comparable ->
          comparable.getFields().stream()
              .map(field -> new Comparison(field.getName(), Operator.NOT_NULL, List.of()))
              .toList();

  private static PostgresDatabase database;

  @WireName("test.narrowing")
  record Ask() implements DataParams {}

  @BeforeAll
  static void open() {
    TestPostgres.run(
        "CREATE DOMAIN positive AS int CHECK (value > 0)",
        "CREATE COLLATION easy (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "CREATE TABLE plain (a int, b int8, c text COLLATE easy, d char(3), e positive, f numeric,"
            + " \"g\"\"h\" date, i bool, j varchar(9), k oid, l timestamp)",
        "INSERT INTO plain VALUES (1, 0, 'x', 'y', 2, 3, '2024-01-01', true, 'z', 4, now()),"
            + " (2, 5, 'X', 'Y', 2, 3, '2024-01-02', false, 'Z', 4, now())",
        "CREATE VIEW computed AS SELECT a, 10 / b AS tenth FROM plain WHERE b <> 0",
        "CREATE MATERIALIZED VIEW kept_view AS SELECT a, 10 / b AS tenth FROM plain WHERE b <> 0",
        "CREATE TABLE virtual (s text, c int GENERATED ALWAYS AS (s::int) VIRTUAL)",
        "CREATE TABLE parts (a int) PARTITION BY RANGE (a)",
        "CREATE TABLE part PARTITION OF parts DEFAULT");
    database = PostgresDatabase.builder("test", TestPostgres.url()).poolSize(2).open();
  }

  @AfterAll
  static void close() {
    database.close();
    TestPostgres.run(
        "DROP TABLE parts, virtual",
        "DROP TABLE plain CASCADE",
        "DROP DOMAIN positive",
        "DROP COLLATION easy");
  }

  private static SelectiveService<Ask> service(SqlQuery query) {
    return (SelectiveService<Ask>) database.<Ask>service(params -> query);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM plain | a,b,c,e,g\"h,i,j",
        "TABLE plain -- the end | a,b,c,e,g\"h,i,j",
        "SELECT a AS \"A a\", b + 1 AS b, f, upper(c) AS u FROM plain | A a",
        "SELECT 10 / b AS tenth, a FROM plain WHERE b <> 0 | a",
        "SELECT * FROM computed |",
        "SELECT a FROM computed |",
        "SELECT * FROM kept_view | a,tenth",
        "SELECT * FROM parts | a",
        "SELECT c FROM virtual |",
        "SELECT p.a, q.b FROM plain p LEFT JOIN plain q ON q.a = p.a + 1 | a,b",
        "SELECT a, count(*) AS n FROM plain GROUP BY a | a",
        "SELECT a, row_number() OVER (ORDER BY b) AS n FROM plain | a",
        "WITH q AS (SELECT a, b FROM plain ORDER BY b LIMIT 5) SELECT * FROM q | a,b",
        "SELECT a FROM plain WHERE c <> 'ORDER BY' /* LIMIT */ | a",
        "SELECT a FROM plain UNION ALL SELECT a FROM plain |",
        "SELECT a, a FROM plain |",
        "SELECT a, b AS \"A\" FROM plain |",
        "SELECT a FROM plain ORDER BY b |",
        "SELECT a FROM plain limit 1 |",
        "SELECT a FROM plain FETCH FIRST ROW ONLY |",
        "(SELECT a FROM plain ORDER BY b) |",
        "SELECT a FROM generate_series(1, 3) a |",
        "VALUES (1, 'a') |"
      })
  void onlyColumnsThatComeFromATableAreCompared(
      String sql, @Nullable String columns, BufferAllocator allocator) throws Exception {
    List<Comparison> found =
        service(SqlQuery.of(sql)).leavesOutBy(new Ask(), PRESENT, Requests.context(allocator));

    assertThat(String.join(",", found.stream().map(Comparison::column).toList()))
        .isEqualTo(columns == null ? "" : columns);
    assertThat(rows(SqlQuery.of(sql), WantedRows.ALL, allocator)).isNotNull();
    rows(SqlQuery.of(sql), PRESENT, allocator);
  }

  @Test
  void aConditionIsNotTestedForRowsThatTheStatementKeepsAway(BufferAllocator allocator)
      throws Exception {
    WantedRows large =
        comparable -> List.of(new Comparison("tenth", Operator.AT_LEAST, List.of(2L)));
    SqlQuery dividing =
        SqlQuery.of(
            "SELECT 10 / b AS tenth FROM plain WHERE pg_catalog.length(repeat('x', b::int)) > 0");

    assertThat(
            service(dividing)
                .leavesOutBy(new Ask(), comparesNothing(), Requests.context(allocator)))
        .isEmpty();
    assertThat(rows(dividing, large, allocator)).containsExactly("2");
  }

  private static WantedRows comparesNothing() {
    return comparable -> {
      assertThat(comparable.getFields()).isEmpty();
      return List.of();
    };
  }

  @Test
  void aWrongConditionLeavesTheStatementAsItIs(BufferAllocator allocator) throws Exception {
    WantedRows wrong = comparable -> List.of(new Comparison("none", Operator.IS_NULL, List.of()));

    assertThat(rows(SqlQuery.of("SELECT a FROM plain"), wrong, allocator))
        .containsExactly("1", "2");
  }

  @Test
  void valuesStayWhatTheyAreBesideThoseOfTheRequest(BufferAllocator allocator) throws Exception {
    WantedRows one =
        comparable ->
            List.of(
                new Comparison("j", Operator.ONE_OF, List.of("z", "'; DROP TABLE plain; --")),
                new Comparison("i", Operator.ONE_OF, List.of(true)),
                new Comparison(
                    "a", Operator.NONE_OF, List.of(7L, Long.valueOf(Integer.MAX_VALUE))));
    SqlQuery query =
        SqlQuery.of("SELECT j, i, a FROM plain WHERE a >= :ff_row1 AND j <> :slice_of")
            .bind("ff_row1", 0)
            .bind("slice_of", ":ff_row1");

    assertThat(rows(query, WantedRows.ALL, allocator)).containsExactly("z", "Z");
    assertThat(rows(query, one, allocator)).containsExactly("z");
  }

  @Test
  void aCollationMayTakeMoreForEqualAndNeverLess(BufferAllocator allocator) throws Exception {
    WantedRows small = comparable -> List.of(new Comparison("c", Operator.ONE_OF, List.of("x")));

    assertThat(rows(SqlQuery.of("SELECT c FROM plain"), small, allocator))
        .containsExactly("x", "X");
  }

  private static List<String> rows(SqlQuery query, WantedRows wanted, BufferAllocator allocator)
      throws Exception {
    try (BatchReader reader = service(query).open(new Ask(), wanted, Requests.context(allocator))) {
      List<String> names = reader.schema().getFields().stream().map(Field::getName).toList();
      assertThat(names).isNotEmpty();
      List<String> rows = new ArrayList<>();
      while (reader.next()) {
        for (int row = 0; row < reader.batch().getRowCount(); row++) {
          rows.add(String.valueOf(reader.batch().getVector(0).getObject(row)));
        }
      }
      return rows;
    }
  }
}
