package io.fastflight.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Plan;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import io.fastflight.source.jdbc.sql.Slicing;
import io.fastflight.source.jdbc.sql.SqlQuery;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsTest {
  /** A series in FROM would be stored as a whole before its first row. */
  private static final String ENDLESS =
      "SELECT n, repeat('x', 50) FROM (SELECT generate_series(1::int8, 1000000000000) n) s";

  /** The limit of the issue, and what a loaded machine may add to a thread's turn. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** What is read ahead of 64 KiB each, in bytes, however long the stream. */
  private static final long FEW_BATCHES = 2L << 20;

  private static PostgresDatabase database;

  @BeforeAll
  static void open() {
    TestPostgres.run(
        "CREATE TABLE big AS SELECT n AS id, n % 7 AS k, date '2020-01-01' + (n % 1000)::int AS day,"
            + " CASE n % 11 WHEN 0 THEN NULL ELSE n END AS holed"
            + " FROM generate_series(1::int8, 50000) n");
    database = PostgresDatabase.builder("test", TestPostgres.url()).poolSize(10).open();
  }

  @AfterAll
  static void close() {
    database.close();
    TestPostgres.run("DROP TABLE big");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8_191, 8_192, 8_193, 1_000_000, 10_000_000})
  void allRowsComeInOrder(int count, BufferAllocator allocator) {
    SqlQuery query = SqlQuery.of("SELECT n FROM generate_series(1::int8, :n) n").bind("n", count);
    ServiceContext context = Requests.context(allocator, 8_192);
    long next = 1;
    try (BatchReader reader = database.query(query, context)) {
      assertThat(reader.schema().getFields()).hasSize(1);
      while (reader.next()) {
        BigIntVector column = (BigIntVector) reader.batch().getVector(0);
        assertThat(reader.batch().getRowCount()).isBetween(1, 8_192);
        for (int row = 0; row < column.getValueCount(); row++) {
          if (column.get(row) != next++) {
            throw new AssertionError("Row %s holds %s.".formatted(next - 2, column.get(row)));
          }
        }
      }
      assertThat(reader.next()).isFalse();
    }
    assertThat(next).isEqualTo(count + 1L);
    assertThat(allocator.getAllocatedMemory()).isZero();
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(FEW_BATCHES);
  }

  @Test
  void largeValuesMakeShorterBatches(BufferAllocator allocator) {
    SqlQuery query = SqlQuery.of("SELECT repeat('x', 1000000) FROM generate_series(1, 100)");
    int batches = 0;
    try (BatchReader reader = database.query(query, Requests.context(allocator))) {
      while (reader.next()) {
        batches++;
      }
    }
    assertThat(batches).isGreaterThan(2);
  }

  @Test
  void cancelAtEveryBatchFreesCursorConnectionAndMemory(BufferAllocator allocator) {
    for (int index = 0; index < 12; index++) {
      Cancellation cancellation = new Cancellation();
      ServiceContext context = new ServiceContext(allocator, 1_000, cancellation);
      try (BatchReader reader = database.query(SqlQuery.of(ENDLESS), context)) {
        for (int batch = 0; batch < index; batch++) {
          assertThat(reader.next()).isTrue();
        }
        cancellation.cancel();
        assertThatThrownBy(() -> drain(reader)).isInstanceOf(CallCancelledException.class);
        assertFreed(allocator, reader);
      }
    }
  }

  private static void assertFreed(BufferAllocator allocator, BatchReader reader) {
    long began = System.nanoTime();
    reader.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT);
    assertThat(database.connectionsInUse()).isZero();
    assertThat(allocator.getAllocatedMemory()).isZero();
    Awaitility.await().atMost(LIMIT).until(() -> TestPostgres.activeSessions() == 0);
  }

  @Test
  void cancelStopsAQueryThatHasNoRowYet(BufferAllocator allocator) throws Exception {
    Cancellation cancellation = new Cancellation();
    ServiceContext context = Requests.context(allocator, cancellation);
    CompletableFuture<Boolean> reading =
        CompletableFuture.supplyAsync(
            () -> {
              SqlQuery slow = SqlQuery.of("SELECT count(*) FROM generate_series(1, 100000000000)");
              try (BatchReader reader = database.query(slow, context)) {
                return reader.next();
              }
            });
    Awaitility.await().until(() -> TestPostgres.activeSessions() == 1);
    cancellation.cancel();

    assertThatThrownBy(() -> reading.get(5, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CallCancelledException.class);
    Awaitility.await().atMost(LIMIT).until(() -> TestPostgres.activeSessions() == 0);
    assertThat(database.connectionsInUse()).isZero();
  }

  @Test
  void aStatementOverItsTimeIsRefused(BufferAllocator allocator) {
    try (PostgresDatabase quick =
        PostgresDatabase.builder("quick", TestPostgres.url())
            .statementTimeout(Duration.ofMillis(200))
            .open()) {
      SqlQuery slow = SqlQuery.of("SELECT pg_sleep(30)::text");
      assertThatThrownBy(() -> read(quick, slow, allocator))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessage(
              "A query of source 'quick' took longer than its limit of 200 ms and was cancelled. Ask for less, or raise statementTimeout.");
      assertThat(read(quick, SqlQuery.of("SELECT 1::int8"), allocator)).containsExactly(1L);
    }
  }

  @Test
  void aSlowReaderIsNotOverTime(BufferAllocator allocator) {
    try (PostgresDatabase quick =
            PostgresDatabase.builder("quick", TestPostgres.url())
                .statementTimeout(Duration.ofSeconds(2))
                .open();
        BatchReader reader =
            quick.query(SqlQuery.of(ENDLESS), Requests.context(allocator, 1_000))) {
      assertThat(reader.next()).isTrue();
      new Cancellation().sleep(Duration.ofMillis(2_500));
      for (int batch = 0; batch < 10; batch++) {
        assertThat(reader.next()).isTrue();
      }
    }
  }

  @Test
  void aResultOverItsRowsIsRefusedAndOneOfAsManyIsNot(BufferAllocator allocator) {
    try (PostgresDatabase limited =
        PostgresDatabase.builder("limited", TestPostgres.url()).maxRows(50_000).open()) {
      SqlQuery big = SqlQuery.of("SELECT id FROM big");
      assertThat(read(limited, big, allocator)).hasSize(50_000);
      assertThat(read(limited, big.sliced(Slicing.range("id", 4)), allocator)).hasSize(50_000);
      for (Slicing slicing :
          List.of(Slicing.none(), Slicing.predicates(List.of("id > 9", "id < 9")))) {
        SqlQuery over =
            SqlQuery.of("SELECT id FROM big UNION ALL SELECT 0::int8 UNION ALL SELECT 1::int8")
                .sliced(slicing);
        assertThatThrownBy(() -> read(limited, over, allocator))
            .isInstanceOf(ResourceExhaustedException.class)
            .hasMessage(
                "The result of a query of source 'limited' is over its limit of 50000 rows. Ask for less, or raise maxRows.");
      }
      assertThat(limited.connectionsInUse()).isZero();
      assertThat(read(limited, big, allocator)).hasSize(50_000);
    }
  }

  @Test
  void aResultOverItsBytesIsRefused(BufferAllocator allocator) {
    try (PostgresDatabase limited =
        PostgresDatabase.builder("limited", TestPostgres.url()).maxBytes(1_000_000).open()) {
      assertThat(read(limited, SqlQuery.of("SELECT id FROM big"), allocator)).hasSize(50_000);
      SqlQuery wide = SqlQuery.of("SELECT repeat('x', 100) FROM big");
      assertThatThrownBy(() -> read(limited, wide, allocator))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessage(
              "The result of a query of source 'limited' is over its limit of 1000000 bytes. Ask for less, or raise maxBytes.");
      assertThat(limited.connectionsInUse()).isZero();
    }
  }

  /** The rows behind the value are still on their way when the connection is let go. */
  @Test
  void aValueThatFailsInTheMiddleFreesItsConnection(BufferAllocator allocator) {
    SqlQuery query =
        SqlQuery.of(
            "SELECT n, CASE n WHEN 3 THEN date 'infinity' END AS bad FROM generate_series(1::int8, 100000) n");
    for (int i = 0; i < 50; i++) {
      assertThatThrownBy(() -> read(database, query, allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessageStartingWith("Column 'bad' holds ");
      assertThat(database.connectionsInUse()).isZero();
    }
    Awaitility.await().atMost(LIMIT).until(() -> TestPostgres.activeSessions() == 0);
  }

  @Test
  void aTerminatedSessionIsAnErrorAndTheNextCallWorks(BufferAllocator allocator) {
    try (BatchReader reader =
        database.query(SqlQuery.of(ENDLESS), Requests.context(allocator, 1_000))) {
      assertThat(reader.next()).isTrue();
      TestPostgres.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name = 'fastflight' AND state = 'active'");
      assertThatThrownBy(() -> drain(reader))
          .isInstanceOf(DataServiceException.class)
          .hasMessageStartingWith("Source 'test' failed while reading rows");
    }
    assertThat(read(database, SqlQuery.of("SELECT 1::int8"), allocator)).containsExactly(1L);
  }

  @Test
  void aServerThatStopsIsAnError(BufferAllocator allocator) throws Exception {
    EmbeddedPostgres server = TestPostgres.start();
    try (PostgresDatabase stopping =
            PostgresDatabase.builder("stopping", server.getJdbcUrl("postgres", "postgres")).open();
        BatchReader reader =
            stopping.query(SqlQuery.of(ENDLESS), Requests.context(allocator, 1_000))) {
      assertThat(reader.next()).isTrue();
      server.close();
      assertThatThrownBy(() -> drain(reader)).isInstanceOf(DataServiceException.class);
    } finally {
      server.close();
    }
  }

  @Test
  void slicesAreTheWholeOfOneSnapshot(BufferAllocator allocator) {
    String all = "SELECT id, day, holed FROM big b WHERE :slice AND k <> :k";
    List<Long> expected = read(database, SqlQuery.of(all).bind("k", 3), allocator);
    for (Slicing slicing :
        List.of(
            Slicing.blocks("public.big", "b", 4),
            Slicing.predicates(List.of("b.k < 2", "b.k = 2", "b.k > 2")),
            Slicing.range("id", 7),
            Slicing.range("day", 3),
            Slicing.range("holed", 4))) {
      SqlQuery query = SqlQuery.of(all).bind("k", 3).sliced(slicing);
      assertThat(read(database, query, allocator))
          .as(slicing.toString())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
    assertThat(database.connectionsInUse()).isZero();
  }

  @Test
  void aRowThatIsChangedMeanwhileIsReadOnce(BufferAllocator allocator) {
    TestPostgres.run(
        "CREATE TABLE moving WITH (fillfactor = 100) AS SELECT n AS id FROM generate_series(1::int8, 200000) n");
    SqlQuery query =
        SqlQuery.of("SELECT id FROM moving m WHERE :slice")
            .sliced(Slicing.blocks("moving", "m", 4));
    try (BatchReader reader = database.query(query, Requests.context(allocator, 1_000))) {
      TestPostgres.run("UPDATE moving SET id = id", "DELETE FROM moving WHERE id > 100000");
      List<Long> ids = ids(reader);
      assertThat(ids).hasSize(200_000).doesNotHaveDuplicates();
    } finally {
      TestPostgres.run("DROP TABLE moving");
    }
  }

  @Test
  void aPlanHasSlicesThatReadApart(BufferAllocator allocator) {
    SqlQuery query =
        SqlQuery.of("SELECT id, k FROM big WHERE k = :k")
            .bind("k", 1)
            .sliced(Slicing.range("id", 8));
    Plan plan = database.plan(query, new Scan(4), Requests.context(allocator));
    List<Long> ids = new ArrayList<>();
    for (Slice slice : plan.slices()) {
      try (BatchReader reader = database.query(query, slice, Requests.context(allocator))) {
        ids.addAll(ids(reader));
      }
    }

    assertThat(plan.slices()).hasSize(4);
    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(
            read(database, query.sliced(Slicing.none()), allocator));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "r;n;1",
        "r;n;1 OR 1=1;2",
        "r;n;1e9;2",
        "r;d;2020;2021",
        "p;0;1",
        "r;q;1;2",
        "r;n;';DROP TABLE big;--;",
        "b;0;10"
      })
  void aForgedSliceIsRefused(String token, BufferAllocator allocator) {
    SqlQuery query = SqlQuery.of("SELECT id FROM big").sliced(Slicing.range("id", 4));

    assertThatThrownBy(() -> database.query(query, new Slice(token), Requests.context(allocator)))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "'_slice' is wrong: it does not come from a plan of this service. Ask GetFlightInfo again.");
  }

  @Test
  void waitersForAnExhaustedPoolAreRefusedInTime(BufferAllocator allocator) throws Exception {
    ExecutorService callers = Executors.newCachedThreadPool();
    List<BatchReader> holding = new ArrayList<>();
    try (PostgresDatabase small =
        PostgresDatabase.builder("small", TestPostgres.url())
            .poolSize(10)
            .poolWait(Duration.ofMillis(500))
            .open()) {
      for (int i = 0; i < 10; i++) {
        holding.add(small.query(SqlQuery.of(ENDLESS), Requests.context(allocator, 1_000)));
      }
      List<Future<String>> waiting = new ArrayList<>();
      for (int i = 0; i < 190; i++) {
        waiting.add(callers.submit(() -> refusal(small, allocator)));
      }
      assertThat(read(database, SqlQuery.of("SELECT 1::int8"), allocator)).containsExactly(1L);
      for (Future<String> refused : waiting) {
        assertThat(refused.get(30, TimeUnit.SECONDS))
            .isEqualTo(
                "No free connection to source 'small' within 500 ms: 10 of 10 are in use, 1 wanted. Try again later, or raise poolSize.");
      }
      holding.forEach(BatchReader::close);
      assertThat(read(small, SqlQuery.of("SELECT 1::int8"), allocator)).containsExactly(1L);
    } finally {
      callers.shutdownNow();
    }
  }

  private static String refusal(PostgresDatabase source, BufferAllocator allocator) {
    try {
      read(source, SqlQuery.of("SELECT 1::int8"), allocator);
      return "not refused";
    } catch (ResourceExhaustedException refused) {
      assertThat(refused.retryDelay()).isPresent();
      return refused.getMessage();
    }
  }

  @Test
  void aWrongPasswordIsToldWithoutPasswordOrUrl() {
    String url = TestPostgres.url().replaceFirst("[?].*", "");
    assertThatThrownBy(
            () ->
                PostgresDatabase.builder("secret", url)
                    .credentials("secured", "hunter2-wrong")
                    .open())
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "Source 'secret' failed while connecting (SQLSTATE 28P01: the credentials were refused). The server's log has the database's own words.")
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("jdbc:");
    try (PostgresDatabase right =
        PostgresDatabase.builder("secret", url)
            .credentials("secured", TestPostgres.PASSWORD)
            .open()) {
      assertThat(right.connectionsInUse()).isZero();
    }
  }

  @Test
  void aWrongStatementIsToldWithoutItsText(BufferAllocator allocator) {
    SqlQuery wrong = SqlQuery.of("SELECT secret_column FROM big");

    assertThatThrownBy(() -> read(database, wrong, allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "Source 'test' failed while executing a query (SQLSTATE 42703: the statement is wrong, or lacks a privilege). The server's log has the database's own words.");
    assertThat(database.schema(SqlQuery.of("TABLE big"), Requests.context(allocator)).getFields())
        .hasSize(4);
  }

  private static List<Long> read(
      PostgresDatabase source, SqlQuery query, BufferAllocator allocator) {
    try (BatchReader reader = source.query(query, Requests.context(allocator))) {
      return ids(reader);
    }
  }

  private static List<Long> ids(BatchReader reader) {
    List<Long> ids = new ArrayList<>();
    while (reader.next()) {
      BigIntVector column = (BigIntVector) reader.batch().getVector(0);
      for (int row = 0; row < column.getValueCount(); row++) {
        ids.add(column.get(row));
      }
    }
    return ids;
  }

  private static void drain(BatchReader reader) {
    while (reader.next()) {
      assertThat(reader.batch().getRowCount()).isPositive();
    }
  }
}
