package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services of a file over a real PostgreSQL and a real H2. */
class SqlSourcesTest {
  private static final String TABLE = "CREATE TABLE %s AS SELECT x AS id, 'n' || x AS name FROM %s";

  private static final String FAULTY =
      """
      sources:
        good: {kind: postgres, url: %1$s, user: secured, password: "${file:password}"}
        refused: {kind: postgres, url: %1$s, user: secured, password: "${file:wrong}"}
        refused2: {kind: jdbc, url: %1$s, user: secured, password: "${file:wrong}"}
        plain: {kind: jdbc, url: %1$s, user: secured, password: hunter2}
        inside: {kind: jdbc, url: "jdbc:postgresql://a:hunter2@db/x"}
        driver: {kind: jdbc, url: "jdbc:sqlserver://db"}
        pool: {kind: postgres, url: %1$s, pool_size: 0}
      services:
        writes: {source: good, statement: DELETE FROM orders}
        table: {source: good, statement: SELECT * FROM oders}
        name: {source: good, statement: "SELECT :a"}
        slices: {source: good, statement: SELECT id FROM orders, slices: 2}
        none: {source: driver}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void fill() throws IOException {
    TestPostgres.run(
        "DROP TABLE IF EXISTS orders",
        TABLE.formatted("orders", "generate_series(1, 5000) x"),
        "GRANT SELECT ON orders TO secured");
    TestPostgres.run(
        "jdbc:h2:" + folder.resolve("shop"),
        new String[] {TABLE.formatted("orders", "SYSTEM_RANGE(1, 5000)")});
    Files.writeString(folder.resolve("password"), TestPostgres.PASSWORD + "\n");
    Files.writeString(folder.resolve("wrong"), "hunter2\n");
  }

  private Path file(String services) throws IOException {
    String text =
        """
        sources:
          warehouse:
            kind: postgres
            url: %s
            user: secured
            password: ${file:password}
          shop: {kind: jdbc, url: "jdbc:h2:%s"}
        services:
        """
            .formatted(TestPostgres.url(), folder.resolve("shop"));
    return Files.writeString(folder.resolve("fastflight.yaml"), text + services);
  }

  private static String service(String name, String source) {
    return """
          %s:
            source: %s
            statement: SELECT id, name FROM orders WHERE id >= :low AND name <> :not
            parameters:
              low: {type: int32, min: 1}
              not: {type: string, default: ""}
            example: {low: 4999}
            slice_column: id
            slices: 2
        """
        .formatted(name, source);
  }

  private static String both() {
    return service("copied.orders", "warehouse") + service("read.orders", "shop");
  }

  @Test
  void columnsAreKnownWithoutReading() throws Exception {
    TestConsole console = new TestConsole();
    assertThat(console.run("check-config", file(both()).toString())).isZero();
    assertThat(console.err()).isEmpty();
    assertThat(console.out().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "copied.orders warehouse id Int(32, true), name Utf8",
            "read.orders shop ID Int(64, true), NAME Utf8");
  }

  @Test
  void bothKindsAreServedOnBothDoors(BufferAllocator allocator) throws Exception {
    try (RunningCommand server = start(file(both()))) {
      for (String name : List.of("copied.orders", "read.orders")) {
        TestConsole query = query(server, name, "low=4990", "not=n4995");
        assertThat(query.err()).isEmpty();
        assertThat(query.out().lines().skip(1))
            .hasSize(10)
            .contains("4990,n4990", "5000,n5000")
            .doesNotContain("4995,n4995");
        assertThat(names(server, name, allocator)).isEqualTo(2);
      }
      assertThat(query(server, "copied.orders", "low=0").err())
          .contains("copied.orders: low must be at least 1, was 0");
    }
  }

  @Test
  void aChangedFileIsServedFromThenOn() throws Exception {
    Path file = file(service("copied.orders", "warehouse"));
    try (RunningCommand server = start(file)) {
      file(both());
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(server.console.err()).contains("it declares 2 services now"));
      assertThat(query(server, "read.orders", "low=5000").out()).contains("5000,n5000");
      assertThat(query(server, "copied.orders", "low=5000").out()).contains("5000,n5000");
    }
  }

  @Test
  void theLimitsOfAServiceHold() throws Exception {
    String limits =
        """
          rows:
            source: warehouse
            statement: SELECT id FROM orders
            limits: {max_rows: 100}
          bytes:
            source: shop
            statement: SELECT id FROM orders
            limits: {max_bytes: 1KiB}
          time:
            source: warehouse
            statement: SELECT pg_sleep(60)::text AS slept
            limits: {max_time: 300ms}
        """;
    try (RunningCommand server = start(file(limits))) {
      assertThat(query(server, "rows").err()).contains("100 rows");
      assertThat(query(server, "bytes").err()).contains("1024 bytes");
      assertThat(query(server, "time").err()).contains("300 ms");
    }
  }

  @Test
  void allFaultsComeAtOnceEachWithItsLine() throws Exception {
    Path file =
        Files.writeString(folder.resolve("faulty.yaml"), FAULTY.formatted(TestPostgres.url()));
    TestConsole console = new TestConsole();
    assertThat(console.run("check-config", file.toString())).isEqualTo(1);
    String prefix = "fastflight: " + file + ":";
    assertThat(console.err().lines())
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("fastflight: ")
                    .doesNotContain("hunter2", TestPostgres.url()))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(prefix + "3:3: source 'refused' cannot be opened")
                    .contains("28P01"),
            line ->
                assertThat(line)
                    .startsWith(prefix + "4:3: source 'refused2' cannot be opened")
                    .contains("28P01"),
            line -> assertThat(line).contains(":5:", "password must be ${env:NAME}"),
            line -> assertThat(line).contains(":6:", "url must be without a password"),
            line -> assertThat(line).contains(":7:", "com.microsoft.sqlserver:mssql-jdbc"),
            line -> assertThat(line).contains(":8:", "pool_size must be 1..1000, was 0"),
            line -> assertThat(line).contains(":10:", "a source only reads"),
            line -> assertThat(line).contains(":11:", "SQLSTATE 42P01", "oders"),
            line -> assertThat(line).contains(":12:", "statement uses :a"),
            line -> assertThat(line).contains(":13:", "slice_column must be given"),
            line -> assertThat(line).contains(":14:", "statement"),
            line -> assertThat(line).endsWith("has 11 faults."));
  }

  private static RunningCommand start(Path file) {
    return new RunningCommand(
        "start-all",
        "--config",
        file.toString(),
        "--watch",
        "--flight-location",
        "grpc://127.0.0.1:0",
        "--rest-port",
        "0",
        "--warm-up",
        "0");
  }

  private static TestConsole query(RunningCommand server, String name, String... params) {
    TestConsole query = new TestConsole();
    List<String> args = new ArrayList<>(List.of("query", name, "--format", "csv"));
    for (String param : params) {
      args.addAll(List.of("--param", param));
    }
    args.addAll(List.of("--flight-location", server.address("flight")));
    query.run(args.toArray(String[]::new));
    return query;
  }

  /** Reads the last two rows over HTTP and returns how many names there are. */
  private static long names(RunningCommand server, String name, BufferAllocator allocator)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address("http") + "/stream"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"param_type\": \"%s\", \"low\": 4999}".formatted(name)))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    long names = 0;
    try (ArrowStreamReader reader = new ArrowStreamReader(response.body(), allocator)) {
      while (reader.loadNextBatch()) {
        VarCharVector column = (VarCharVector) reader.getVectorSchemaRoot().getVector(1);
        names += column.getValueCount() - column.getNullCount();
      }
    }
    return names;
  }
}
