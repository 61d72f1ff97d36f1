package io.fastflight.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.service.Comparison;
import io.fastflight.service.Comparison.Operator;
import io.fastflight.service.SelectiveService;
import io.fastflight.service.WantedRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which statements DuckDB is asked for fewer rows of, and by which columns. */
class NarrowingTest {
  private static final WantedRows PRESENT =
      comparable ->
          comparable.getFields().stream()
              .map(field -> new Comparison(field.getName(), Operator.NOT_NULL, List.of()))
              .toList();

  @TempDir private static Path folder;
  private static DuckDbDatabase tables;
  private static DuckDbDatabase files;

  @WireName("test.narrowing")
  record Ask() implements DataParams {}

  @BeforeAll
  static void open() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("db"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE t AS SELECT i::INT AS i, CASE WHEN i % 3 = 0 THEN 'x' || i ELSE i::TEXT END"
              + " AS s, DATE '2024-01-01' AS d, 1.5 AS n, uuid() AS u, i % 2 = 0 AS b,"
              + " 'a'::ENUM ('a', 'b') AS e FROM range(30) r(i)");
      statement.execute("CREATE VIEW v AS SELECT CAST(s AS INT) AS i FROM t WHERE i % 3 <> 0");
      statement.execute("CREATE TABLE g (s TEXT, c INT GENERATED ALWAYS AS (CAST(s AS INT)))");
      statement.execute("CREATE MACRO m() AS TABLE SELECT i FROM t");
      statement.execute("COPY t TO '%s' (FORMAT parquet)".formatted(folder.resolve("t.parquet")));
    }
    Files.writeString(folder.resolve("c.csv"), "k,w\n1,one\n2,\n");
    tables = DuckDbDatabase.builder("tables").file(folder.resolve("db")).open();
    files =
        DuckDbDatabase.builder("files")
            .allowFolder(folder)
            .table("c", folder.resolve("c.csv"))
            .table("P", folder.resolve("t.parquet"))
            .open();
  }

  @AfterAll
  static void close() {
    tables.close();
    files.close();
  }

  private static SelectiveService<Ask> service(DuckDbDatabase database, DuckDbQuery query) {
    return (SelectiveService<Ask>) database.<Ask>service(params -> query);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM t | i,s,d,b",
        "FROM t -- the end | i,s,d,b",
        "SELECT i AS \"a\"\"b\", upper(s) AS s, d FROM main.t WHERE i > 3 | a\"b,d",
        "SELECT 0 AS z, *, i + 1 AS y FROM t | i,s,d,b",
        "SELECT *, 1 AS z, * EXCLUDE (i, s, d, n, u, b, e) FROM t |",
        "SELECT t.*, u.i AS k FROM t LEFT JOIN t u ON u.i = t.i | i,s,d,b,k",
        "SELECT a.i, b.s FROM t a JOIN t b USING (i) | i,s",
        "SELECT i, row_number() OVER (ORDER BY s) AS n FROM t | i",
        "SELECT CAST(s AS INT) AS k, k AS l, i FROM t WHERE i % 3 <> 0 | i",
        "SELECT * REPLACE (i + 1 AS i) FROM t |",
        "SELECT COLUMNS('i') FROM t |",
        "SELECT i, max(s) AS s FROM t GROUP BY i |",
        "SELECT DISTINCT i FROM t |",
        "SELECT i FROM t ORDER BY i |",
        "SELECT i FROM t LIMIT 3 |",
        "(SELECT i FROM t ORDER BY i) |",
        "SELECT i FROM t USING SAMPLE 100% |",
        "SELECT i FROM t QUALIFY row_number() OVER () > 3 |",
        "SELECT i FROM (SELECT i FROM t) |",
        "WITH t AS (SELECT CAST(s AS INT) AS i FROM t WHERE i % 3 <> 0) SELECT i FROM t |",
        "SELECT i FROM t UNION ALL SELECT i FROM t |",
        "SELECT i FROM v |",
        "SELECT c, s FROM g |",
        "SELECT i FROM m() |",
        "SELECT i, i FROM t |",
        "SELECT i, s AS I FROM t |",
        "VALUES (1) |"
      })
  void onlyColumnsThatComeFromATableAreCompared(
      String sql, @Nullable String columns, BufferAllocator allocator) throws Exception {
    DuckDbQuery query = DuckDbQuery.of(sql);
    List<Comparison> found =
        service(tables, query).leavesOutBy(new Ask(), PRESENT, Requests.context(allocator));

    assertThat(String.join(",", found.stream().map(Comparison::column).toList()))
        .isEqualTo(columns == null ? "" : columns);
    assertThat(rows(tables, query, PRESENT, allocator))
        .isEqualTo(rows(tables, query, WantedRows.ALL, allocator));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM p | i,s,d,b,e",
        "SELECT * FROM c |",
        "SELECT w FROM read_csv_auto(?) |",
        "SELECT i, s FROM read_parquet(?) | i,s",
        "SELECT a.i, b.s FROM p a JOIN read_parquet(?) b ON a.i = b.i | i,s",
        "SELECT i, d FROM '%s' | i,d",
        "SELECT unnest([i]) AS i FROM read_parquet(?) |"
      })
  void parquetFilesAreTablesToo(String sql, @Nullable String columns, BufferAllocator allocator)
      throws Exception {
    String path = folder.resolve(sql.contains("csv") ? "c.csv" : "t.parquet").toString();
    String text = sql.formatted(path);
    DuckDbQuery query = sql.contains("?") ? DuckDbQuery.of(text, path) : DuckDbQuery.of(text);

    List<Comparison> found =
        service(files, query).leavesOutBy(new Ask(), PRESENT, Requests.context(allocator));

    assertThat(String.join(",", found.stream().map(Comparison::column).toList()))
        .isEqualTo(columns == null ? "" : columns);
  }

  @Test
  void aConditionIsNotTestedForRowsThatTheStatementKeepsAway(BufferAllocator allocator)
      throws Exception {
    DuckDbQuery casting =
        DuckDbQuery.of("SELECT CAST(s AS INT) AS k, i FROM t WHERE i % 3 <> 0 AND i > ?", 1);
    WantedRows few =
        comparable -> {
          assertThat(comparable.findField("i")).isNotNull();
          assertThat(comparable.getFields()).hasSize(1);
          return List.of(
              new Comparison("i", Operator.AT_MOST, List.of(7L)),
              new Comparison("i", Operator.NONE_OF, List.of(4L)));
        };

    assertThat(rows(tables, casting, few, allocator)).containsExactly("2", "5", "7");
  }

  @Test
  void rowsKeepTheirOrderAndValuesStayValues(BufferAllocator allocator) throws Exception {
    WantedRows wanted =
        comparable ->
            List.of(
                new Comparison("s", Operator.ONE_OF, List.of("x0", "x27", "' OR 1=1 --", "7")),
                new Comparison("i", Operator.AT_LEAST, List.of(1L)));

    assertThat(rows(tables, DuckDbQuery.of("SELECT s, i FROM t"), wanted, allocator))
        .containsExactly("7", "x27");
  }

  private static List<String> rows(
      DuckDbDatabase database, DuckDbQuery query, WantedRows wanted, BufferAllocator allocator)
      throws Exception {
    try (BatchReader reader =
        service(database, query).open(new Ask(), wanted, Requests.context(allocator))) {
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
