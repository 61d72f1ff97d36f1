package io.fastflight.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.ResourceExhaustedException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbDatabaseTest {
  private DuckDbDatabase database;

  @BeforeEach
  void open() {
    database = DuckDbDatabase.builder("test").threads(4).open();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2_047, 2_048, 2_049, 10_000, 16_777_216})
  void batchesHaveExactlyTheWantedRowsInOrder(int batchRows, BufferAllocator allocator) {
    long rows = batchRows == 1 ? 100 : 100_000;
    DuckDbQuery query = DuckDbQuery.of("SELECT i FROM range(CAST(? AS BIGINT)) t(i)", rows);

    try (BatchReader reader = database.query(query, Requests.context(allocator, batchRows))) {
      long next = 0;
      while (reader.next()) {
        BigIntVector ids = (BigIntVector) reader.batch().getVector("i");
        assertThat(reader.batch().getRowCount()).isEqualTo((int) Math.min(batchRows, rows - next));
        for (int i = 0; i < ids.getValueCount(); i++, next++) {
          assertThat(ids.get(i)).isEqualTo(next);
        }
      }
      assertThat(next).isEqualTo(rows);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void anEmptyResultHasASchema(BufferAllocator allocator) {
    try (BatchReader reader = reader("SELECT 1 AS a, 'x' AS b WHERE false", allocator)) {
      assertThat(names(reader.schema())).containsExactly("a", "b");
      assertThat(reader.next()).isFalse();
      assertThatThrownBy(reader::batch).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void schemaNeedsNoRows(BufferAllocator allocator) {
    DuckDbQuery endless =
        DuckDbQuery.of("SELECT i, 'x' AS s FROM range(1000000000000) t(i) ORDER BY i % 7 -- slow");

    assertThat(names(database.schema(endless, Requests.context(allocator))))
        .containsExactly("i", "s");
  }

  @Test
  void everyKindOfValueIsBound(BufferAllocator allocator) {
    UUID id = UUID.randomUUID();
    DuckDbQuery query =
        DuckDbQuery.of(
            "SELECT ? = 'it''s' AND ? AND ? = 1 AND ? = 2 AND ? = 3 AND ? = 4 AND ? = 1.5 AND ? = 2.5"
                + " AND ? = 1.25 AND ? = CAST(? AS UUID) AND ? = DATE '2020-01-02'"
                + " AND ? = TIME '03:04:05' AND ? = TIMESTAMP '2020-01-02 03:04:05'"
                + " AND ? = TIMESTAMPTZ '2020-01-02 01:04:05Z' AND ? = TIMESTAMPTZ 'epoch'"
                + " AND ? = '\\x01\\x02'::BLOB AND ? IS NULL AS same",
            "it's",
            true,
            (byte) 1,
            (short) 2,
            3,
            4L,
            1.5f,
            2.5,
            new BigDecimal("1.25"),
            id,
            id.toString(),
            LocalDate.of(2020, 1, 2),
            LocalTime.of(3, 4, 5),
            LocalDateTime.of(2020, 1, 2, 3, 4, 5),
            OffsetDateTime.parse("2020-01-02T03:04:05+02:00"),
            Instant.EPOCH,
            new byte[] {1, 2},
            null);

    try (Table table = table(query, allocator)) {
      assertThat(table.value("same", 0)).isEqualTo(true);
    }
  }

  @Test
  void aValueIsNeverSql(BufferAllocator allocator) {
    String hostile = "'; DROP TABLE x; -- \" \\ \0 ? $1";

    try (Table table =
        table(DuckDbQuery.of("SELECT ? AS a, length(?) AS b", hostile, hostile), allocator)) {
      assertThat(table.value("a", 0)).hasToString(hostile);
      assertThat(table.value("b", 0)).isEqualTo((long) hostile.length());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT ?          | The query has 1 '?' and 0 bound values.
          SELECT ?, ?       | The query has 2 '?' and 0 bound values.
          """)
  void valuesThatDoNotFitAreAMistakeOfTheService(
      String sql, String cause, BufferAllocator allocator) {
    assertThatThrownBy(() -> reader(sql, allocator))
        .isInstanceOf(DataServiceException.class)
        .hasRootCauseMessage(cause);
  }

  @Test
  void aTypeDuckDbCannotBindIsNamed(BufferAllocator allocator) {
    DuckDbQuery query = DuckDbQuery.of("SELECT ?", List.of("secret"));

    assertThatThrownBy(() -> database.query(query, Requests.context(allocator)))
        .isInstanceOf(DataServiceException.class)
        .rootCause()
        .message()
        .startsWith("Value 1 of the query is a java.util.")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT CAST('secret-4711' AS INTEGER)                          | executing a query (conversion error)
          SELECT error('secret-4711')                                    | executing a query (invalid input error)
          SELECT * FROM secret_4711                                      | executing a query (catalog error)
          SELECT secret_4711                                             | executing a query (binder error)
          SELECT 'secret-4711' 'x' y z                                   | executing a query (parser error)
          SELECT * FROM read_text('/nowhere/secret-4711/x')              | executing a query (permission error)
          SELECT if(i = 3000000, CAST('secret-4711' AS INT), i) FROM range(5000000) t(i) | reading rows (conversion error)
          """)
  void failuresHaveASafeTextAndDuckDbsWordsAsCause(
      String sql, String doing, BufferAllocator allocator) {
    assertThatThrownBy(() -> table(DuckDbQuery.of(sql), allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "DuckDB source 'test' failed while %s. The service's author finds DuckDB's own words in the cause.",
            doing)
        .cause()
        .hasMessageMatching("(?s).*secret.4711.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "340282366920938463463374607431768211455::UHUGEINT",
        "[1::UHUGEINT]",
        "[{'a': 1::UHUGEINT, 'b': 2}]",
        "map {'key': 1::UHUGEINT}",
      })
  void aTypeThatDuckDbHandsOutWrongIsRefusedByItsName(String sql, BufferAllocator allocator) {
    DuckDbQuery query = DuckDbQuery.of("SELECT 1 AS good, " + sql + " AS large");
    assertThatThrownBy(() -> table(query, allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "Column 'large' of DuckDB source 'test' has the type UHUGEINT, which this source does not read. Cast it in the SQL of the service, to VARCHAR if need be.");
  }

  @Test
  void aFieldMayHaveTheNameOfATypeThatIsRefused(BufferAllocator allocator) {
    String sql = "SELECT {'UHUGEINT': 7} AS a, 8 AS \"UHUGEINT\", sum(9) AS total";
    try (Table table = table(DuckDbQuery.of(sql), allocator)) {
      assertThat(table.value("total", 0)).isEqualTo(new BigDecimal(9));
    }
  }

  @Test
  void aFailedReaderKeepsFailing(BufferAllocator allocator) {
    String sql = "SELECT if(i = 3000000, error('x'), i) FROM range(5000000) t(i)";

    try (BatchReader reader = reader(sql, allocator)) {
      assertThatThrownBy(
              () -> {
                while (reader.next()) {
                  assertThat(reader.batch().getRowCount()).isPositive();
                }
              })
          .isInstanceOf(DataServiceException.class);
      assertThatThrownBy(reader::next).isInstanceOf(DataServiceException.class);
      assertThatThrownBy(reader::batch).isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FROM read_parquet(?)", "FROM read_csv(?)", "FROM read_json(?)"})
  void aMissingFileIsNamedWithoutItsFolder(
      String sql, @TempDir Path folder, BufferAllocator allocator) {
    try (DuckDbDatabase files = DuckDbDatabase.builder("files").allowFolder(folder).open()) {
      DuckDbQuery query = DuckDbQuery.of(sql, folder.resolve("missing.dat").toString());

      assertThatThrownBy(() -> files.query(query, Requests.context(allocator)))
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "Data file 'missing.dat' of DuckDB source 'files' was not found."
                  + " Put it into the folder the source reads, or correct the name in the service's SQL.");
    }
  }

  @Test
  void aBatchThatDoesNotFitTheRequestIsRefusedAndReleased(BufferAllocator allocator) {
    try (BufferAllocator small = allocator.newChildAllocator("small", 0, 100_000);
        BatchReader reader =
            database.query(
                DuckDbQuery.of("SELECT i, i + 1, i + 2 FROM range(100000) t(i)"),
                Requests.context(small))) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessageStartingWith("A batch of DuckDB source 'test' does not fit into the memory");
      assertThat(small.getAllocatedMemory()).isZero();
    }
    assertThat(database.importedBytes()).isZero();
  }

  @Test
  void batchesOutliveReaderAndDatabase(BufferAllocator allocator) {
    List<ArrowRecordBatch> kept = new ArrayList<>();
    Schema schema;
    try (DuckDbDatabase other = DuckDbDatabase.builder("other").open();
        BatchReader reader =
            other.query(
                DuckDbQuery.of("SELECT i FROM range(1000000) t(i)"),
                Requests.context(allocator, 1_000))) {
      schema = reader.schema();
      while (reader.next()) {
        kept.add(new VectorUnloader(reader.batch()).getRecordBatch());
      }
    }

    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      long next = 0;
      for (ArrowRecordBatch batch : kept) {
        new VectorLoader(root).load(batch);
        batch.close();
        for (int i = 0; i < root.getRowCount(); i++, next++) {
          assertThat(((BigIntVector) root.getVector(0)).get(i)).isEqualTo(next);
        }
      }
      assertThat(next).isEqualTo(1_000_000);
    }
  }

  @Test
  void enumsAreDictionariesThatTablesKeep(BufferAllocator allocator) {
    DuckDbQuery query =
        DuckDbQuery.of(
            "SELECT CAST(CASE i % 2 WHEN 0 THEN 'even' ELSE 'odd' END AS ENUM('odd', 'even')) AS a,"
                + " CAST('x' AS ENUM('x', 'y', 'z')) AS b FROM range(5000) t(i)");

    try (Table table = table(query, allocator)) {
      assertThat(table.schema().findField("a").getDictionary()).isNotNull();
      assertThat(table.value("a", 0)).hasToString("even");
      assertThat(table.value("a", 4_999)).hasToString("odd");
      assertThat(table.value("b", 4_999)).hasToString("x");
    }
  }

  @Test
  void theTimeZoneIsUtc(BufferAllocator allocator) {
    try (Table table =
        table(DuckDbQuery.of("SELECT strftime(TIMESTAMPTZ 'epoch', '%H:%M') AS t"), allocator)) {
      assertThat(table.value("t", 0)).hasToString("00:00");
    }
  }

  @Test
  void defaults(BufferAllocator allocator) {
    try (DuckDbDatabase plain = DuckDbDatabase.builder("plain").open();
        BatchReader reader =
            plain.query(
                DuckDbQuery.of(
                    "SELECT current_setting('memory_limit') || ' ' || current_setting('threads')"
                        + " || ' ' || current_setting('streaming_buffer_size')"
                        + " || ' ' || current_setting('TimeZone') AS settings"),
                Requests.context(allocator));
        Table table = Table.read(reader, allocator)) {
      assertThat(table.value("settings", 0))
          .hasToString("1.0 GiB " + Runtime.getRuntime().availableProcessors() + " 1.0 MiB UTC");
    }
  }

  @Test
  void twentyAbandonedStreamsExhaustNothing(BufferAllocator allocator) {
    DuckDbQuery endless = DuckDbQuery.of("SELECT i FROM range(1000000000000) t(i)");
    List<BatchReader> abandoned = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      BatchReader reader = database.query(endless, Requests.context(allocator, 1_000));
      assertThat(reader.next()).isTrue();
      abandoned.add(reader);
    }

    try (Table table =
        table(DuckDbQuery.of("SELECT count(*) AS n FROM range(1000000)"), allocator)) {
      assertThat(table.value("n", 0)).isEqualTo(1_000_000L);
    }
    abandoned.forEach(BatchReader::close);
  }

  @Test
  void closingTwiceReleasesOnce(BufferAllocator allocator) {
    BatchReader reader = reader("SELECT 1", allocator);
    assertThat(reader.next()).isTrue();

    reader.close();
    reader.close();

    assertThatThrownBy(reader::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("This reader of a DuckDB query is closed.");
    assertThatThrownBy(reader::batch).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClosedDatabaseSaysSo(BufferAllocator allocator) {
    database.close();
    database.close();

    assertThatThrownBy(() -> reader("SELECT 1", allocator))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The DuckDB source 'test' is closed.");
  }

  @Test
  void aDuckDbFileIsReadAndNotWritten(@TempDir Path folder, BufferAllocator allocator)
      throws SQLException {
    Path file = folder.resolve("it's.duckdb");
    try (var writer = DriverManager.getConnection("jdbc:duckdb:" + file);
        var statement = writer.createStatement()) {
      statement.execute("CREATE TABLE answers AS SELECT 42 AS answer");
    }

    try (DuckDbDatabase first = DuckDbDatabase.builder("first").file(file).open();
        DuckDbDatabase second = DuckDbDatabase.builder("second").file(file).open()) {
      for (DuckDbDatabase each : List.of(first, second)) {
        try (BatchReader reader =
            each.query(DuckDbQuery.of("FROM answers"), Requests.context(allocator))) {
          assertThat(reader.next()).isTrue();
        }
        assertThatThrownBy(
                () ->
                    each.query(
                        DuckDbQuery.of(
                            "WITH w AS (INSERT INTO answers VALUES (43) RETURNING answer) FROM w"),
                        Requests.context(allocator)))
            .isInstanceOf(DataServiceException.class);
      }
    }
  }

  @Test
  void theBuilderRefusesBadValuesAtOnce(@TempDir Path folder) throws Exception {
    DuckDbDatabase.Builder builder = DuckDbDatabase.builder("test");
    Path noDatabase = Files.writeString(folder.resolve("x.duckdb"), "no database ".repeat(1_000));

    assertThatThrownBy(() -> builder.threads(0)).hasMessage("threads must be 1..1024, was 0.");
    assertThatThrownBy(() -> builder.memoryLimitBytes(1))
        .hasMessage("memoryLimitBytes must be at least 16777216 (16 MiB), was 1.");
    assertThatThrownBy(() -> builder.allowFolder(Path.of("")))
        .hasMessage("A grant of '' would open every file. Name a folder.");
    assertThatThrownBy(() -> builder.allowFolder(Path.of("/")))
        .hasMessage("A grant of '/' would open every file. Name a folder.");
    assertThatThrownBy(() -> builder.allowFolder(folder.resolve("nowhere")))
        .hasMessageMatching("Data folder '.*nowhere' was not found\\.");
    assertThatThrownBy(() -> builder.allowFile(Path.of("")))
        .hasMessage("A file to read needs a name.");
    assertThatThrownBy(() -> builder.file(folder.resolve("nowhere")))
        .hasMessageMatching(
            "DuckDB file '.*nowhere' was not found, or has ';' or '\\?' in its path\\.");
    assertThatThrownBy(() -> DuckDbDatabase.builder("test").file(noDatabase).open())
        .isInstanceOf(DataServiceException.class)
        .hasMessageStartingWith("DuckDB source 'test' failed while opening (io error).");
  }

  private BatchReader reader(String sql, BufferAllocator allocator) {
    return database.query(DuckDbQuery.of(sql), Requests.context(allocator));
  }

  private Table table(DuckDbQuery query, BufferAllocator allocator) {
    try (BatchReader reader = database.query(query, Requests.context(allocator))) {
      return Table.read(reader, allocator);
    }
  }

  private static List<String> names(Schema schema) {
    return schema.getFields().stream().map(field -> field.getName()).toList();
  }
}
