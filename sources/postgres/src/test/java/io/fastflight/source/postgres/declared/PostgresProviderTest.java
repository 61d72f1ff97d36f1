package io.fastflight.source.postgres.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.params.DeclaredParameter;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParameterType;
import io.fastflight.params.ParamsDeclaration;
import io.fastflight.params.ParamsType;
import io.fastflight.service.Cancellation;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.postgres.TestPostgres;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Declared services over a real PostgreSQL, through COPY. */
class PostgresProviderTest {
  private static final int CASES = 500;

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
          "$a$",
          ":v",
          "$v",
          "?",
          "$1",
          "' OR '1'='1",
          "'; DROP TABLE declared; --",
          "' UNION SELECT s FROM declared --",
          "\n",
          "\r\n",
          "\t",
          "%",
          "_",
          "(",
          ")",
          "{",
          "}",
          "\u00e9",
          "\u2019",
          "\uff07",
          "\ud83d\ude00",
          "\u202e",
          "0x27",
          "\\u0027",
          "NULL",
          "'||(SELECT 1)||'",
          "'||pg_sleep(9)||'",
          "\\.",
          "\\copy",
          "${env:HOME}",
          "E'\\x27'",
          "COPY declared TO PROGRAM 'id'",
          "fastflight.p1",
          "current_setting('fastflight.p1')",
          "); DELETE FROM declared; --",
          " ",
          "");

  private Source<PostgresReads> source;

  @BeforeEach
  void open() {
    TestPostgres.run(
        "DROP TABLE IF EXISTS declared",
        "CREATE TABLE declared (i integer, s text)",
        "INSERT INTO declared SELECT n, 'text ' || n FROM generate_series(1, 1000) n");
    source = source(Map.of("url", TestPostgres.url(), "pool_size", 4));
  }

  @AfterEach
  void close() {
    source.close();
  }

  private static Source<PostgresReads> source(Map<String, Object> settings) {
    return new PostgresProvider()
        .open(
            ParamsType.<PostgresSettings>of(PostgresSettings.class).read(settings),
            new SourceContext("shop", Path.of(".")));
  }

  private static PostgresReads reads(Map<String, Object> keys) {
    return ParamsType.<PostgresReads>of(PostgresReads.class).read(keys);
  }

  private static PostgresReads reads(String statement) {
    return reads(Map.of("statement", statement));
  }

  private static ParamsType<DeclaredParams> type(DeclaredParameter... parameters) {
    return ParamsType.declared(ParamsDeclaration.of("test.read", List.of(parameters)));
  }

  private static ServiceContext context(BufferAllocator allocator) {
    return new ServiceContext(allocator, 1_000, new Cancellation());
  }

  /** Returns the rows, their values as texts with a bar between them. */
  private List<String> rows(PostgresReads reads, DeclaredParams params, BufferAllocator allocator)
      throws Exception {
    DataService<DeclaredParams> service = source.service(reads, params.type());
    try (BatchReader reader = service.open(params, context(allocator));
        Table table = Table.read(reader, allocator)) {
      List<String> rows = new ArrayList<>();
      for (int row = 0; row < table.rowCount(); row++) {
        List<String> cells = new ArrayList<>();
        for (var field : table.schema().getFields()) {
          cells.add(String.valueOf(table.value(field.getName(), row)));
        }
        rows.add(String.join("|", cells));
      }
      return rows;
    }
  }

  @Test
  void everyTextIsData(BufferAllocator allocator) throws Exception {
    ParamsType<DeclaredParams> type = type(DeclaredParameter.of("v", ParameterType.STRING));
    PostgresReads reads =
        reads(
            "SELECT :v::text AS v, octet_length(:v::text) AS bytes,"
                + " (SELECT count(*) FROM declared WHERE s = :v) AS found, count(*) AS n FROM declared;");
    Random random = new Random(Long.getLong("test.seed", 1));
    Set<String> texts = new LinkedHashSet<>(PIECES);
    while (texts.size() < CASES) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(6) + 2; i > 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      texts.add(text.toString());
    }
    List<String> wrong = new ArrayList<>();
    for (String text : texts) {
      int bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      List<String> rows = rows(reads, type.read(Map.of("v", text)), allocator);
      if (!rows.equals(List.of(text + "|" + bytes + "|0|1000"))) {
        wrong.add(text + " -> " + rows);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void valuesOfEveryTypeAreBound(BufferAllocator allocator) throws Exception {
    Map<String, Object> values = new HashMap<>();
    values.put("string", "it's");
    values.put("int32", 7);
    values.put("int64", Long.MAX_VALUE);
    values.put("float64", 0.5);
    values.put("decimal", new BigDecimal("12345678901234567.25"));
    values.put("boolean", true);
    values.put("date", "2024-02-29");
    values.put("time", "12:34:56.123456");
    values.put("datetime", "2024-02-29T12:34:56.123456");
    values.put("instant", "2024-03-31T01:30:00Z");
    values.put("uuid", "00000000-0000-0000-0000-00000000000a");
    values.put("binary", "AAEnXA==");
    values.put("none", null);
    List<DeclaredParameter> parameters = new ArrayList<>();
    Arrays.stream(ParameterType.values())
        .forEach(type -> parameters.add(DeclaredParameter.of(type.word(), type)));
    parameters.add(DeclaredParameter.of("none", ParameterType.STRING).orNull());
    ParamsType<DeclaredParams> type = type(parameters.toArray(DeclaredParameter[]::new));

    assertThat(
            rows(
                reads(
                    "SELECT concat_ws(' ', :string::text, :int32::int4, :int64::int8, :float64::float8,"
                        + " :decimal::numeric, :boolean::bool, :date::date, :time::time,"
                        + " :datetime::timestamp, :instant::timestamptz, :uuid::uuid, :binary::bytea,"
                        + " coalesce(:none::text, 'null')) AS v"),
                type.read(values),
                allocator))
        .containsExactly(
            "it's 7 9223372036854775807 0.5 12345678901234567.25 t 2024-02-29 12:34:56.123456"
                + " 2024-02-29 12:34:56.123456 2024-03-31 01:30:00+00"
                + " 00000000-0000-0000-0000-00000000000a \\x0001275c null");
  }

  @Test
  void columnsAreKnownWithoutReading(BufferAllocator allocator) throws Exception {
    ParamsType<DeclaredParams> type = type(DeclaredParameter.of("low", ParameterType.INT32));
    assertThat(
            source
                .service(reads("SELECT i, s FROM declared WHERE i >= :low"), type)
                .schema(type.read(Map.of("low", 1)), context(allocator)))
        .hasValueSatisfying(
            schema ->
                assertThat(schema.getFields())
                    .extracting(field -> field.getName() + " " + field.getType())
                    .containsExactly("i Int(32, true)", "s Utf8"));
  }

  @Test
  void slicesAreAllRows(BufferAllocator allocator) throws Exception {
    ParamsType<DeclaredParams> type = type(DeclaredParameter.of("low", ParameterType.INT32));
    DeclaredParams params = type.read(Map.of("low", 101));
    String statement = "SELECT i FROM declared WHERE i >= :low";
    String marked = "SELECT i FROM declared d WHERE :slice AND i >= :low";
    for (Map<String, Object> keys :
        List.<Map<String, Object>>of(
            Map.of("statement", statement, "slice_column", "i", "slices", 3),
            Map.of("statement", statement, "slice_conditions", List.of("i < 500", "i >= 500")),
            Map.of(
                "statement", marked, "slice_table", "declared", "slice_alias", "d", "slices", 4))) {
      assertThat(rows(reads(keys), params, allocator)).doesNotHaveDuplicates().hasSize(900);
    }
    assertThatThrownBy(
            () ->
                source.service(
                    reads(Map.of("statement", statement, "slice_table", "declared", "slices", 4)),
                    type))
        .hasMessageStartingWith("statement must say :slice");
    assertThatThrownBy(
            () -> reads(Map.of("statement", statement, "slice_table", "a", "slice_column", "i")))
        .hasMessageContainingAll(
            "slices must be given", "slice_table must be left out where there is a column");
  }

  @Test
  void whatWritesIsRefused(BufferAllocator allocator) throws Exception {
    DeclaredParams none = type().read(Map.of());
    assertThatThrownBy(() -> source.service(reads("DELETE FROM declared"), none.type()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("statement: The SQL of a query begins with SELECT");
    assertThatThrownBy(
            () ->
                rows(
                    reads("WITH gone AS (DELETE FROM declared RETURNING i) SELECT i FROM gone"),
                    none,
                    allocator))
        .isInstanceOf(DataServiceException.class);
    assertThat(TestPostgres.texts("SELECT count(*) FROM declared")).containsExactly("1000");
  }

  @Test
  void aWrongPasswordIsToldWithoutPasswordOrUrl() {
    String url = TestPostgres.url().replaceFirst("[?].*", "");
    assertThatThrownBy(() -> source(Map.of("url", url, "user", "secured", "password", "hunter2")))
        .isInstanceOf(DataServiceException.class)
        .hasMessageContaining("SQLSTATE 28P01: the credentials were refused")
        .satisfies(
            failure ->
                assertThat(failure + " " + failure.getCause())
                    .contains("password authentication failed")
                    .doesNotContain("hunter2", url));
    source(Map.of("url", url, "user", "secured", "password", TestPostgres.PASSWORD)).close();
  }

  @Test
  void settingsThatDoNotFitAreNamed() {
    assertThatThrownBy(() -> source(Map.of("url", "postgres://db/hunter2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("url: The URL of a PostgreSQL source begins with 'jdbc:postgresql:'.");
    assertThatThrownBy(
            () -> source(Map.of("url", TestPostgres.url(), "pool_size", 0, "pool_wait", "soon")))
        .isInstanceOf(FastFlightException.class)
        .hasMessageContainingAll(
            "pool_size must be 1..1000, was 0", "pool_wait must be a duration");
  }

  @Test
  void aQueryOverItsTimeIsRefused(BufferAllocator allocator) {
    source.close();
    source = source(Map.of("url", TestPostgres.url(), "query_timeout", "200ms"));
    assertThatThrownBy(
            () -> rows(reads("SELECT pg_sleep(20)::text"), type().read(Map.of()), allocator))
        .isInstanceOf(ResourceExhaustedException.class)
        .hasMessageContaining("longer than its limit of 200 ms");
  }
}
