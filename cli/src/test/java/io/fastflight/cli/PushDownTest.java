package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.engine.Engine;
import io.fastflight.engine.MemoryLimits;
import io.fastflight.engine.Offer;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.service.CallListener;
import io.fastflight.service.DataService;
import io.fastflight.service.Identity;
import io.fastflight.service.SelectiveService;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import io.fastflight.source.duckdb.DuckDbDatabase;
import io.fastflight.source.duckdb.DuckDbQuery;
import io.fastflight.source.jdbc.JdbcDatabase;
import io.fastflight.source.jdbc.sql.Slicing;
import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.postgres.PostgresDatabase;
import io.fastflight.testkit.TestSeed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters of a policy in the source: the same rows are seen, and fewer are read. */
class PushDownTest {
  private static final int ROWS = 300;
  private static final int FILTERS = 60;
  private static final Identity CALLER = new Identity("ada", Set.of(), RandomFilter.CLAIMS);

  @TempDir private static Path folder;
  private static Random random;
  private static PostgresDatabase postgres;
  private static JdbcDatabase jdbc;
  private static DuckDbDatabase tables;
  private static DuckDbDatabase files;

  /** Asks for the rows. */
  @WireName("test.pushed")
  record Ask() implements DataParams {}

  @BeforeAll
  static void fill() {
    random = TestSeed.random(PushDownTest.class);
    RandomFilter rows = new RandomFilter(random);
    String make = "CREATE TABLE pushed (%s)".formatted(RandomFilter.COLUMNS);
    String insert =
        IntStream.range(0, ROWS)
            .mapToObj(rows::row)
            .collect(Collectors.joining(", ", "INSERT INTO pushed VALUES ", ""));
    TestPostgres.run("DROP TABLE IF EXISTS pushed", make, insert);
    TestPostgres.run("GRANT SELECT ON pushed TO secured");
    String parquet =
        "COPY pushed TO '%s' (FORMAT parquet)".formatted(folder.resolve("pushed.parquet"));
    TestPostgres.run("jdbc:duckdb:" + folder.resolve("db"), new String[] {make, insert, parquet});
    postgres =
        PostgresDatabase.builder("pg", TestPostgres.url())
            .credentials("secured", TestPostgres.PASSWORD)
            .open();
    jdbc =
        JdbcDatabase.builder("jdbc", TestPostgres.url())
            .credentials("secured", TestPostgres.PASSWORD)
            .open();
    tables = DuckDbDatabase.builder("tables").file(folder.resolve("db")).open();
    files =
        DuckDbDatabase.builder("files")
            .allowFolder(folder)
            .table("pushed", folder.resolve("pushed.parquet"))
            .open();
  }

  @AfterAll
  static void close() {
    postgres.close();
    jdbc.close();
    tables.close();
    files.close();
    TestPostgres.run("DROP TABLE pushed");
  }

  private static SelectiveService<Ask> selective(DataService<Ask> service) {
    return (SelectiveService<Ask>) service;
  }

  private static Map<String, SelectiveService<Ask>> services() {
    SqlQuery query = SqlQuery.of("SELECT * FROM pushed -- all of it");
    DuckDbQuery same = DuckDbQuery.of("SELECT * FROM pushed -- all of it");
    Map<String, SelectiveService<Ask>> services = new LinkedHashMap<>();
    services.put("COPY", selective(postgres.service(params -> query)));
    services.put(
        "COPY in slices",
        selective(postgres.service(params -> query.sliced(Slicing.range("id", 3)))));
    services.put("JDBC", selective(jdbc.service(params -> query)));
    services.put("DuckDB", selective(tables.service(params -> same)));
    services.put("Parquet", selective(files.service(params -> same)));
    return services;
  }

  @Test
  void theSameRowsAreSeenAndFewerAreRead(BufferAllocator memory) {
    RandomFilter filters = new RandomFilter(random);
    List<String> drawn = IntStream.range(0, FILTERS).mapToObj(i -> filters.filter(3)).toList();
    services()
        .forEach(
            (name, service) -> {
              CountedService<Ask> counted = new CountedService<>(service);
              for (String filter : drawn) {
                DataService<Ask> whole = (params, context) -> service.open(params, context);
                assertThat(seen(counted, filter, memory))
                    .as("%s: %s", name, filter)
                    .isEqualTo(seen(whole, filter, memory));
              }
              assertThat(counted.rows().get()).as(name).isLessThan((long) ROWS * FILTERS * 9 / 10);
            });
  }

  @Test
  void aFilterThatASourceCanTestAsAWholeHasItReadWhatIsSeen(BufferAllocator memory) {
    List<String> filters =
        List.of(
            "id >= 100 and id < 150.5",
            "\"we\"\"ird\" in ${claims.numbers} and not (small = 2 or big is null)",
            "day <= ${claims.day} and day is not null",
            "flag = true and word in ${claims.words}",
            "word = ${claims.word}",
            "word in ${claims.none}",
            "id = ${claims.missing}",
            "big not in (1, 2) and small <= 3");
    services()
        .forEach(
            (name, service) ->
                filters.forEach(
                    filter -> {
                      CountedService<Ask> counted = new CountedService<>(service);
                      int seen = seen(counted, filter, memory).size();
                      assertThat(counted.rows()).as("%s: %s", name, filter).hasValue(seen);
                    }));
  }

  /** Returns the rows that a caller sees, sorted: no order was asked for. */
  private static List<String> seen(
      DataService<Ask> service, String filter, BufferAllocator memory) {
    ServiceRegistry registry = ServiceRegistry.builder().register(Ask.class, service).build();
    Policy policy =
        Policy.builder().rule(Rule.of("r").everyone().services("*").filter(filter).build()).build();
    Engine engine =
        new Engine(new Offer(registry, policy), memory, MemoryLimits.defaults(), CallListener.NONE);
    List<String> rows = new ArrayList<>();
    try (BatchReader reader = engine.as(CALLER).open(StreamRequest.of(new Ask()))) {
      while (reader.next()) {
        VectorSchemaRoot batch = reader.batch();
        for (int row = 0; row < batch.getRowCount(); row++) {
          int at = row;
          rows.add(
              batch.getFieldVectors().stream()
                  .map(column -> column.getName() + "=" + column.getObject(at))
                  .collect(Collectors.joining(" ")));
        }
      }
    }
    Collections.sort(rows);
    return rows;
  }
}
