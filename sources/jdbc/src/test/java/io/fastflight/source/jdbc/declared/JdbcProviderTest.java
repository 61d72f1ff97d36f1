package io.fastflight.source.jdbc.declared;

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
import io.fastflight.params.Secret;
import io.fastflight.service.Cancellation;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.jdbc.TestMariaDb;
import io.fastflight.source.jdbc.TestPostgres;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Declared services over real databases. */
class JdbcProviderTest {
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
          "'; DROP TABLE d; --",
          "' UNION SELECT s FROM d --",
          "\n",
          "\r\n",
          "\t",
          "%",
          "_",
          "`",
          "(",
          ")",
          "{",
          "}",
          "[",
          "]",
          "@",
          "#",
          "\u00e9",
          "\u2019",
          "\uff07",
          "\ud83d\ude00",
          "\u202e",
          "0x27",
          "%27",
          "\\u0027",
          "NULL",
          "'||(SELECT 1)||'",
          "' AND sleep(9)='",
          "${env:HOME}",
          "E'\\x27'",
          "' LIMIT 0 --",
          "{d '2020-01-01'}",
          " ",
          "");

  @TempDir private Path folder;

  /** The databases, each with a table of three rows. */
  private enum Database {
    H2("varchar"),
    SQLITE("text"),
    POSTGRESQL("text"),
    MARIADB("char(200)"),
    MYSQL("char(200)");

    private final String text;

    Database(String text) {
      this.text = text;
    }

    String url(Path folder) {
      return switch (this) {
        case H2 -> "jdbc:h2:" + folder.resolve("test");
        case SQLITE -> "jdbc:sqlite:" + folder.resolve("test.db");
        case POSTGRESQL -> TestPostgres.url();
        case MARIADB -> TestMariaDb.url("mariadb");
        case MYSQL -> TestMariaDb.url("mysql");
      };
    }

    /** Counts the rows where each parameter is what it should be. */
    String comparison() {
      return switch (this) {
        case SQLITE ->
            "SELECT count(*) AS n FROM d WHERE 7 = :i AND 9223372036854775807 = :l AND 0.5 = :f"
                + " AND '12345678901234567.25' = :n AND 1 = :b AND '2024-02-29' = :d"
                + " AND '2024-02-29T12:34:56.123456' = :t AND '2024-03-31T01:30Z' = :at"
                + " AND '00000000-0000-0000-0000-00000000000a' = :u AND :s IS NULL";
        case MARIADB, MYSQL ->
            "SELECT count(*) AS n FROM d WHERE 7 = :i AND 9223372036854775807 = :l AND 0.5 = :f"
                + " AND 12345678901234567.25 = :n AND :b = TRUE AND DATE '2024-02-29' = :d"
                + " AND TIMESTAMP '2024-02-29 12:34:56.123456' = :t"
                + " AND TIMESTAMP '2024-03-31 01:30:00' = :at"
                + " AND '00000000-0000-0000-0000-00000000000a' = :u AND CAST(:s AS CHAR) IS NULL";
        case H2, POSTGRESQL ->
            "SELECT count(*) AS n FROM d WHERE 7 = :i AND 9223372036854775807 = :l AND 0.5 = :f"
                + " AND 12345678901234567.25 = :n AND :b = TRUE AND DATE '2024-02-29' = :d"
                + " AND TIMESTAMP '2024-02-29 12:34:56.123456' = :t"
                + " AND TIMESTAMP WITH TIME ZONE '2024-03-31 01:30:00+00' = :at"
                + " AND CAST('00000000-0000-0000-0000-00000000000a' AS uuid) = :u"
                + " AND CAST(:s AS varchar) IS NULL";
      };
    }

    Source<JdbcReads> open(Path folder) throws SQLException {
      String url = url(folder);
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        statement.execute("DROP TABLE IF EXISTS d");
        statement.execute("CREATE TABLE d (i integer, s " + text + ")");
        statement.execute("INSERT INTO d VALUES (1, 'one'), (2, 'two'), (3, NULL)");
      }
      return source(Map.of("url", url, "pool_size", 3), folder);
    }
  }

  private static Source<JdbcReads> source(Map<String, Object> settings, Path folder) {
    return new JdbcProvider()
        .open(
            ParamsType.<JdbcSettings>of(JdbcSettings.class).read(settings),
            new SourceContext("shop", folder));
  }

  private static JdbcReads reads(String statement) {
    return ParamsType.<JdbcReads>of(JdbcReads.class).read(Map.of("statement", statement));
  }

  private static ParamsType<DeclaredParams> type(DeclaredParameter... parameters) {
    return ParamsType.declared(ParamsDeclaration.of("test.read", List.of(parameters)));
  }

  private static ServiceContext context(BufferAllocator allocator) {
    return new ServiceContext(allocator, 1_000, new Cancellation());
  }

  /** Returns the rows, their values as texts with a bar between them. */
  private static List<String> rows(
      Source<JdbcReads> source, String statement, DeclaredParams params, BufferAllocator allocator)
      throws Exception {
    try (BatchReader reader =
            source.service(reads(statement), params.type()).open(params, context(allocator));
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

  /** Every piece alone, and pieces put together by chance, each text once. */
  private static List<String> texts() {
    Random random = new Random(Long.getLong("test.seed", 1));
    Set<String> texts = new LinkedHashSet<>(PIECES);
    while (texts.size() < CASES) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(6) + 2; i > 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      texts.add(text.toString());
    }
    return List.copyOf(texts);
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  void everyTextIsData(Database database, BufferAllocator allocator) throws Exception {
    ParamsType<DeclaredParams> type = type(DeclaredParameter.of("v", ParameterType.STRING));
    String statement =
        "SELECT CAST(:v AS %s) AS v, (SELECT count(*) FROM d WHERE s = :v) AS found, count(*) AS n FROM d;"
            .formatted(database.text);
    List<String> wrong = new ArrayList<>();
    try (Source<JdbcReads> source = database.open(folder)) {
      for (String text : texts()) {
        List<String> rows = rows(source, statement, type.read(Map.of("v", text)), allocator);
        if (!rows.equals(List.of(text + "|0|3"))) {
          wrong.add(text + " -> " + rows);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  void valuesOfEveryTypeAreBound(Database database, BufferAllocator allocator) throws Exception {
    Map<String, Object> values = new HashMap<>();
    values.put("i", 7);
    values.put("l", Long.MAX_VALUE);
    values.put("f", 0.5);
    values.put("n", new BigDecimal("12345678901234567.25"));
    values.put("b", true);
    values.put("d", "2024-02-29");
    values.put("t", "2024-02-29T12:34:56.123456");
    values.put("at", "2024-03-31T01:30:00Z");
    values.put("u", "00000000-0000-0000-0000-00000000000a");
    values.put("s", null);
    ParamsType<DeclaredParams> type =
        type(
            DeclaredParameter.of("i", ParameterType.INT32),
            DeclaredParameter.of("l", ParameterType.INT64),
            DeclaredParameter.of("f", ParameterType.FLOAT64),
            DeclaredParameter.of("n", ParameterType.DECIMAL),
            DeclaredParameter.of("b", ParameterType.BOOLEAN),
            DeclaredParameter.of("d", ParameterType.DATE),
            DeclaredParameter.of("t", ParameterType.DATETIME),
            DeclaredParameter.of("at", ParameterType.INSTANT),
            DeclaredParameter.of("u", ParameterType.UUID),
            DeclaredParameter.of("s", ParameterType.STRING).orNull());
    try (Source<JdbcReads> source = database.open(folder)) {
      assertThat(rows(source, database.comparison(), type.read(values), allocator))
          .containsExactly("3");
    }
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  void whatWritesIsRefused(Database database, BufferAllocator allocator) throws Exception {
    DeclaredParams none = type().read(Map.of());
    try (Source<JdbcReads> source = database.open(folder)) {
      for (String statement : List.of("DELETE FROM d", "INSERT INTO d VALUES (4, 'x')")) {
        assertThatThrownBy(() -> source.service(reads(statement), none.type()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "statement: The SQL of a query begins with SELECT, WITH, VALUES or TABLE: a source only reads.");
      }
      assertThatThrownBy(() -> source.service(reads("SELECT 1; SELECT 2"), none.type()))
          .hasMessageStartingWith("statement: The SQL of a query has no semicolon");
      assertThatThrownBy(
              () ->
                  rows(
                      source,
                      "WITH gone AS (DELETE FROM d RETURNING i) SELECT i FROM gone",
                      none,
                      allocator))
          .isInstanceOf(DataServiceException.class);
      assertThat(rows(source, "SELECT count(*) AS n FROM d", none, allocator)).containsExactly("3");
    }
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  void slicesAreAllRows(Database database, BufferAllocator allocator) throws Exception {
    ParamsType<DeclaredParams> type = type(DeclaredParameter.of("low", ParameterType.INT32));
    DeclaredParams params = type.read(Map.of("low", 2));
    Map<String, Object> byColumn =
        Map.of("statement", "SELECT i, s FROM d WHERE i >= :low", "slice_column", "i", "slices", 2);
    Map<String, Object> byCondition =
        Map.of(
            "statement",
            "SELECT i, s FROM d WHERE i >= :low",
            "slice_conditions",
            List.of("i < 3", "i >= 3"));
    try (Source<JdbcReads> source = database.open(folder)) {
      for (Map<String, Object> keys : List.of(byColumn, byCondition)) {
        PartitionedService<DeclaredParams> service =
            (PartitionedService<DeclaredParams>)
                source.service(ParamsType.<JdbcReads>of(JdbcReads.class).read(keys), type);
        try (BatchReader reader = service.open(params, context(allocator));
            Table table = Table.read(reader, allocator)) {
          assertThat(table.rowCount()).isEqualTo(2);
        }
        assertThat(service.plan(params, new Scan(8), context(allocator)).slices()).hasSize(2);
      }
    }
  }

  @Test
  void aWrongPasswordIsToldWithoutPasswordOrUrl() {
    String url = TestPostgres.url().replaceFirst("[?].*", "");
    assertThatThrownBy(
            () -> source(Map.of("url", url, "user", "secured", "password", "hunter2"), folder))
        .isInstanceOf(DataServiceException.class)
        .hasMessageContaining("SQLSTATE 28P01: the credentials were refused")
        .satisfies(
            failure ->
                assertThat(failure + " " + failure.getCause())
                    .contains("password authentication failed")
                    .doesNotContain("hunter2", url));
    source(Map.of("url", url, "user", "secured", "password", TestPostgres.PASSWORD), folder)
        .close();
  }

  @Test
  void aMissingDriverIsToldWithItsJar() {
    assertThatThrownBy(() -> source(Map.of("url", "jdbc:oracle:thin:@//db/x"), folder))
        .isInstanceOf(DataServiceException.class)
        .hasNoCause()
        .hasMessage(
            "Source 'shop' needs the JDBC driver oracle.jdbc.OracleDriver, which is not on the class path. Add the jar com.oracle.database.jdbc:ojdbc17.");
  }

  @Test
  void aUrlThatDoesNotFitIsNotShown() {
    assertThatThrownBy(() -> source(Map.of("url", "postgres://db/hunter2"), folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("url: A JDBC URL begins with 'jdbc:' and the name of the database.");
    for (String url :
        List.of(
            "jdbc:postgresql://db/x?user=a&password=hunter2",
            "jdbc:sqlserver://db;Password=hunter2",
            "jdbc:mysql://a:hunter2@db/x",
            "jdbc:oracle:thin:a/hunter2@db:1521/x")) {
      assertThatThrownBy(() -> source(Map.of("url", url), folder))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("url must be without a password")
          .hasMessageNotContaining("hunter2");
    }
    assertThat(
            ParamsType.<JdbcSettings>of(JdbcSettings.class)
                .read(Map.of("url", "jdbc:h2:mem:x", "user", "a", "password", "hunter2"))
                .password())
        .contains(Secret.of("hunter2"));
  }

  @Test
  void settingsThatDoNotFitAreAllNamed() {
    assertThatThrownBy(
            () ->
                source(
                    Map.of(
                        "url", "jdbc:h2:mem:x",
                        "password", "x",
                        "pool_size", 0,
                        "pool_wait", "soon",
                        "query_timeout", "0s",
                        "fetch_rows", 0,
                        "driver_properties", Map.of("sslPassword", "x")),
                    folder))
        .isInstanceOf(FastFlightException.class)
        .hasMessageContainingAll(
            "pool_size must be 1..1000, was 0",
            "fetch_rows must be 1..1000000, was 0",
            "user must be given where there is a password",
            "driver_properties must be without a password",
            "pool_wait must be a duration",
            "query_timeout must be a duration");
    ParamsType<JdbcReads> reads = ParamsType.of(JdbcReads.class);
    assertThatThrownBy(() -> reads.read(Map.of("statement", "SELECT 1", "slices", 300)))
        .hasMessageContainingAll("slices must be 1..256", "slice_column must be given");
    assertThatThrownBy(() -> reads.read(Map.of("statement", "SELECT 1", "slice_column", "i")))
        .hasMessageContaining("slices must be given for the column");
  }

  @Test
  void namesAreThoseOfTheParameters() throws Exception {
    ParamsType<DeclaredParams> type = type(DeclaredParameter.of("a", ParameterType.INT32));
    try (Source<JdbcReads> source = Database.H2.open(folder)) {
      assertThatThrownBy(() -> source.service(reads("SELECT :b"), type))
          .hasMessage("statement uses :b, which is no parameter of the service; there are a");
      assertThatThrownBy(() -> source.service(reads("SELECT 1"), type))
          .hasMessageStartingWith("statement does not use the parameter 'a'");
      assertThatThrownBy(() -> source.service(reads("SELECT '"), type))
          .hasMessageStartingWith("statement: The SQL has a ' at position 7");
      assertThatThrownBy(
              () ->
                  source.service(
                      reads("SELECT :slice"),
                      type(DeclaredParameter.of("slice", ParameterType.INT32))))
          .hasMessageStartingWith("parameters: none can be called 'slice'");
    }
  }

  @Test
  void aQueryOverItsTimeIsRefused(BufferAllocator allocator) {
    Map<String, Object> settings = Map.of("url", TestPostgres.url(), "query_timeout", "200ms");
    try (Source<JdbcReads> source = source(settings, folder)) {
      assertThatThrownBy(
              () -> rows(source, "SELECT pg_sleep(20)::text", type().read(Map.of()), allocator))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessageContaining("longer than its limit of 200 ms");
    }
  }
}
