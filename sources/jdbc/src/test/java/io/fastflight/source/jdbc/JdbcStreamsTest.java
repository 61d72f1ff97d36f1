package io.fastflight.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Plan;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import io.fastflight.source.jdbc.sql.Slicing;
import io.fastflight.source.jdbc.sql.SqlQuery;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcStreamsTest {
  private static final String H2 = "jdbc:h2:mem:streams;DB_CLOSE_DELAY=-1";

  /** A series in FROM would be stored as a whole before its first row. */
  private static final String ENDLESS =
      "SELECT n, repeat('x', 50) FROM (SELECT generate_series(1::int8, 1000000000000) n) s";

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
          "?",
          ":v",
          "%",
          "`",
          "#",
          "\n",
          " OR 1=1",
          "); DELETE FROM t; --",
          "\u2019",
          "\ud83d\ude80",
          "NULL",
          "{d '2020-01-01'}");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8_191, 8_192, 8_193, 1_000_000, 10_000_000})
  void allRowsComeInOrder(int count, BufferAllocator allocator) {
    long next = 1;
    try (JdbcDatabase database = JdbcDatabase.builder("h2", "jdbc:h2:mem:rows").open();
        BatchReader reader =
            database.query(
                SqlQuery.of("SELECT x FROM SYSTEM_RANGE(1, :n)").bind("n", count),
                Requests.context(allocator, 8_192))) {
      while (reader.next()) {
        BigIntVector column = (BigIntVector) reader.batch().getVector(0);
        for (int row = 0; row < column.getValueCount(); row++) {
          if (column.get(row) != next++) {
            throw new AssertionError("Row %s holds %s.".formatted(next - 2, column.get(row)));
          }
        }
      }
    }
    assertThat(next).isEqualTo(count + 1L);
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(2L << 20); // a few batches of 64 KiB
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "sqlite", "postgresql"})
  void hostileValuesAreData(String kind, @TempDir Path folder, BufferAllocator allocator) {
    String url =
        switch (kind) {
          case "h2" -> "jdbc:h2:mem:hostile";
          case "sqlite" -> "jdbc:sqlite:" + folder.resolve("hostile.db");
          default -> TestPostgres.url();
        };
    Random random = new Random(Long.getLong("test.seed", 1));
    if (kind.equals("sqlite")) {
      run(url, "CREATE TABLE t (v TEXT)");
    }
    try (JdbcDatabase database = JdbcDatabase.builder(kind, url).open()) {
      for (int i = 0; i < 170; i++) {
        StringBuilder value = new StringBuilder();
        for (int j = random.nextInt(4); j >= 0; j--) {
          value.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        SqlQuery query =
            SqlQuery.of("SELECT CAST(:v AS VARCHAR(200)) AS v WHERE CAST(:v AS VARCHAR(200)) = :w")
                .bind("v", value.toString())
                .bind("w", value.toString());
        assertThat(read(database, query, allocator)).containsExactly(value.toString());
      }
    }
  }

  @Test
  void aTerminatedSessionIsAnErrorAndTheNextCallWorks(BufferAllocator allocator) {
    try (JdbcDatabase database = JdbcDatabase.builder("pg", TestPostgres.url()).open()) {
      try (BatchReader reader =
          database.query(SqlQuery.of(ENDLESS), Requests.context(allocator, 1_000))) {
        assertThat(reader.next()).isTrue();
        run(
            TestPostgres.url(),
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE pid <> pg_backend_pid() AND query LIKE '%generate_series(1::int8%'");
        assertThatThrownBy(() -> drain(reader))
            .isInstanceOf(DataServiceException.class)
            .hasMessageStartingWith("Source 'pg' failed while reading rows");
      }
      assertThat(database.connectionsInUse()).isZero();
      assertThat(read(database, SqlQuery.of("SELECT 1"), allocator)).containsExactly("1");
    }
  }

  @Test
  void cancelAtEveryBatchFreesCursorConnectionAndMemory(BufferAllocator allocator) {
    try (JdbcDatabase database = JdbcDatabase.builder("pg", TestPostgres.url()).open()) {
      for (int index = 0; index < 8; index++) {
        Cancellation cancellation = new Cancellation();
        ServiceContext context = new ServiceContext(allocator, 1_000, cancellation);
        try (BatchReader reader = database.query(SqlQuery.of(ENDLESS), context)) {
          for (int batch = 0; batch < index; batch++) {
            assertThat(reader.next()).isTrue();
          }
          cancellation.cancel();
          assertThatThrownBy(() -> drain(reader)).isInstanceOf(CallCancelledException.class);
          long began = System.nanoTime();
          reader.close();
          assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        }
        assertThat(database.connectionsInUse()).isZero();
        assertThat(allocator.getAllocatedMemory()).isZero();
        Awaitility.await()
            .atMost(Duration.ofSeconds(1))
            .until(() -> TestPostgres.activeSessions() == 0);
      }
    }
  }

  @Test
  void cancelStopsH2AtAnyMoment(BufferAllocator allocator) {
    try (JdbcDatabase database = JdbcDatabase.builder("h2", "jdbc:h2:mem:cancel").open()) {
      for (int index = 0; index < 4; index++) {
        Cancellation cancellation = new Cancellation();
        ServiceContext context = new ServiceContext(allocator, 1_000, cancellation);
        SqlQuery endless = SqlQuery.of("SELECT x FROM SYSTEM_RANGE(1, 1000000000000)");
        try (BatchReader reader = database.query(endless, context)) {
          for (int batch = 0; batch < index; batch++) {
            assertThat(reader.next()).isTrue();
          }
          cancellation.cancel();
          assertThatThrownBy(() -> drain(reader)).isInstanceOf(CallCancelledException.class);
        }
        assertThat(database.connectionsInUse()).isZero();
      }
    }
  }

  @Test
  void aStatementOverItsTimeIsRefused(BufferAllocator allocator) {
    try (JdbcDatabase database =
        JdbcDatabase.builder("pg", TestPostgres.url())
            .statementTimeout(Duration.ofMillis(200))
            .open()) {
      assertThatThrownBy(() -> read(database, SqlQuery.of("SELECT pg_sleep(30)::text"), allocator))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessageContaining("took longer than its limit of 200 ms");
    }
  }

  @Test
  void aResultOverItsLimitsIsRefused(BufferAllocator allocator) {
    SqlQuery query = SqlQuery.of("SELECT x FROM SYSTEM_RANGE(1, 100000)");
    JdbcDatabase.Builder h2 = JdbcDatabase.builder("h2", "jdbc:h2:mem:limits");
    try (JdbcDatabase exact = h2.maxRows(100_000).maxBytes(900_000).open()) {
      assertThat(read(exact, query, allocator)).hasSize(100_000);
    }
    try (JdbcDatabase rows = h2.maxRows(99_999).open()) {
      assertThatThrownBy(() -> read(rows, query, allocator))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessage(
              "The result of a query of source 'h2' is over its limit of 99999 rows. Ask for less, or raise maxRows.");
      assertThat(rows.connectionsInUse()).isZero();
    }
    try (JdbcDatabase bytes = h2.maxRows(100_000).maxBytes(700_000).open()) {
      assertThatThrownBy(() -> read(bytes, query, allocator))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessage(
              "The result of a query of source 'h2' is over its limit of 700000 bytes. Ask for less, or raise maxBytes.");
    }
    assertThatThrownBy(() -> h2.maxRows(0)).hasMessage("maxRows must be at least 1, was 0.");
    assertThatThrownBy(() -> h2.maxBytes(-1)).hasMessage("maxBytes must be at least 1, was -1.");
  }

  @Test
  void slicesAreTheWhole(BufferAllocator allocator) throws SQLException {
    try (Connection keep = DriverManager.getConnection(H2);
        JdbcDatabase database = JdbcDatabase.builder("h2", H2).open()) {
      fill(keep);
      SqlQuery query = SqlQuery.of("SELECT id, dat FROM t WHERE k <> :k").bind("k", 3);
      List<String> expected = read(database, query, allocator);
      for (Slicing slicing :
          List.of(
              Slicing.range("id", 4),
              Slicing.range("dat", 3),
              Slicing.predicates(List.of("id < 100", "id >= 100")))) {
        assertThat(read(database, query.sliced(slicing), allocator))
            .as(slicing.toString())
            .containsExactlyInAnyOrderElementsOf(expected);
        Plan plan = database.plan(query.sliced(slicing), new Scan(8), Requests.context(allocator));
        List<String> apart = new ArrayList<>();
        for (Slice slice : plan.slices()) {
          try (BatchReader reader =
              database.query(query.sliced(slicing), slice, Requests.context(allocator))) {
            apart.addAll(Printed.column(reader, 0));
          }
        }
        assertThat(apart).containsExactlyInAnyOrderElementsOf(expected);
      }
      assertThatThrownBy(() -> read(database, query.sliced(Slicing.range("name", 2)), allocator))
          .isInstanceOf(RuntimeException.class);
      keep.createStatement().execute("SHUTDOWN");
    }
  }

  @Test
  void whatAStatementChangesIsRolledBack(BufferAllocator allocator) throws SQLException {
    String url = "jdbc:h2:mem:kept;DB_CLOSE_DELAY=-1";
    try (Connection keep = DriverManager.getConnection(url);
        JdbcDatabase database = JdbcDatabase.builder("h2", url).open()) {
      fill(keep);
      read(database, SqlQuery.of("SELECT id FROM FINAL TABLE (UPDATE t SET k = 9)"), allocator);
      assertThat(read(database, SqlQuery.of("SELECT count(*) FROM t WHERE k = 9"), allocator))
          .containsExactly("0");
      keep.createStatement().execute("SHUTDOWN");
    }
  }

  @Test
  void sqliteIsOpenedReadOnly(@TempDir Path folder, BufferAllocator allocator) {
    String url = "jdbc:sqlite:" + folder.resolve("kept.db");
    run(url, "CREATE TABLE t (v TEXT)", "INSERT INTO t VALUES ('here')");
    try (JdbcDatabase database = JdbcDatabase.builder("sqlite", url).open()) {
      assertThatThrownBy(
              () -> read(database, SqlQuery.of("WITH x AS (SELECT 1) DELETE FROM t"), allocator))
          .isInstanceOf(DataServiceException.class);
      assertThat(read(database, SqlQuery.of("SELECT v FROM t"), allocator)).containsExactly("here");
    }
  }

  @Test
  void anExhaustedPoolRefuses(BufferAllocator allocator) {
    try (JdbcDatabase database =
            JdbcDatabase.builder("pg", TestPostgres.url())
                .poolSize(1)
                .poolWait(Duration.ofMillis(100))
                .open();
        BatchReader holding =
            database.query(SqlQuery.of(ENDLESS), Requests.context(allocator, 1_000))) {
      assertThat(holding.next()).isTrue();
      assertThatThrownBy(() -> read(database, SqlQuery.of("SELECT 1"), allocator))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessage(
              "No free connection to source 'pg' within 100 ms: 1 of 1 are in use, 1 wanted. Try again later, or raise poolSize.");
    }
  }

  @Test
  void closingTheDatabaseEndsItsReaders(BufferAllocator allocator) {
    JdbcDatabase database = JdbcDatabase.builder("pg", TestPostgres.url()).open();
    try (BatchReader reader =
        database.query(SqlQuery.of(ENDLESS), Requests.context(allocator, 1_000))) {
      assertThat(reader.next()).isTrue();
      database.close();
      assertThatThrownBy(() -> drain(reader))
          .isInstanceOf(DataServiceException.class)
          .hasMessageStartingWith("Source 'pg' failed while reading rows");
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void aMissingDriverSaysWhichJar() {
    assertThatThrownBy(
            () -> JdbcDatabase.builder("erp", "jdbc:oracle:thin:scott/tiger@db:1521/x").open())
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "Source 'erp' needs the JDBC driver oracle.jdbc.OracleDriver, which is not on the class path. Add the jar com.oracle.database.jdbc:ojdbc17.");
    assertThatThrownBy(() -> JdbcDatabase.builder("odd", "jdbc:nosuch://user:pw@host").open())
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "Source 'odd' needs a JDBC driver for jdbc:nosuch: URLs, and none on the class path takes them. Add the jar of that database's driver.");
    assertThatThrownBy(() -> JdbcDatabase.builder("odd", "http://user:pw@host"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("pw");
  }

  @Test
  void aWrongPasswordIsToldWithoutPasswordOrUrl() {
    String url = TestPostgres.url().replaceFirst("[?].*", "");
    assertThatThrownBy(
            () -> JdbcDatabase.builder("secret", url).credentials("secured", "hunter2").open())
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "Source 'secret' failed while connecting (SQLSTATE 28P01: the credentials were refused). The server's log has the database's own words.");
  }

  private static void fill(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE t AS SELECT x AS id, MOD(x, 7) AS k, 'n' || x AS name,"
              + " DATEADD(DAY, MOD(x, 50), DATE '2020-01-01') AS dat FROM SYSTEM_RANGE(1, 5000)");
    }
  }

  private static void run(String url, String... statements) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
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
