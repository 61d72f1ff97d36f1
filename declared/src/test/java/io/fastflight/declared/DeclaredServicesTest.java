package io.fastflight.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.service.Cancellation;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclaredServicesTest {
  private static final String GOOD =
      """
      sources:
        lake:
          kind: duckdb
          roots: [data]
          tables: {sales: data/sales.csv}
          threads: 2
          memory_limit: 64MiB
      services:
        sales.by_region:
          source: lake
          description: Sales of one region.
          aliases: [SalesParams]
          statement: |
            -- with a comment: and a :name in it
            SELECT region, amount, ':text' AS text
            FROM sales
            WHERE region = :region AND amount >= $min_amount
            ORDER BY amount LIMIT :max_rows;
          parameters:
            region: {type: string, enum: [north, south], description: Where.}
            min_amount: {type: int64, default: 0, min: 0}
            max_rows: {type: int32, default: 100, min: 1, max: 1000}
          example: {region: north}
          limits: {max_rows: 1000, max_bytes: 1MiB, max_time: 30s}
          batch_rows: 100
        sales.all:
          source: lake
          path: data/*.csv
          stable_order: true
      """;

  private static final String FAULTY =
      """
      sources:
        lake:
          kind: duckdb
          roots: [data, missing]
          threds: 2
        pond:
          kind: duckdb
          roots: [data]
          threads: 0
          memory_limit: 1KiB
        pg:
          kind: postgres
        odd:
          kind: dukdb
        none: 5
      services:
        a:
          source: laek
          statement: SELECT 1
        b:
          source: lake
          statment: SELECT 1
          parameters:
            n: {type: int, default: 5}
            m: {type: int32, default: x, min: 5, max: 1}
            Up: {type: int32}
        c:
          statement: SELECT 1
          limits: {max_rows: 0, max_time: soon, max_mem: 1}
          batch_rows: 0
      more: 1
      """;

  private static final String TRIED =
      """
      sources:
        lake: {kind: duckdb, roots: [data], tables: {sales: data/*.csv}}
      services:
        writes: {source: lake, statement: "COPY (SELECT 1) TO 'data/x.csv'"}
        twice: {source: lake, statement: SELECT 1; SELECT 2}
        column: {source: lake, statement: SELECT nothing FROM sales}
        syntax: {source: lake, statement: SELECT FROM WHERE}
        outside: {source: lake, statement: SELECT * FROM read_csv('/etc/passwd')}
        name: {source: lake, statement: "SELECT :a"}
        unused: {source: lake, statement: SELECT 1, parameters: {a: {type: int32}}}
        both: {source: lake, statement: SELECT 1, path: data/sales.csv}
        away: {source: lake, path: ../sales.csv}
        format: {source: lake, path: data/sales.xlsx}
        gone: {source: lake, path: data/gone.csv}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void data() throws IOException {
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(
        folder.resolve("data/sales.csv"), "region,amount\nnorth,1\nnorth,2\nsouth,3\nnorth,4\n");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("fastflight.yaml"), text);
  }

  private List<String> faults(String text) throws IOException {
    return faults(text, Map.of());
  }

  private List<String> faults(String text, Map<String, String> environment) throws IOException {
    Path file = file(text);
    FaultyFileException faulty =
        catchThrowableOfType(
            FaultyFileException.class, () -> DeclaredServices.open(file, environment).close());
    return faulty.faults().stream().map(Fault::toString).toList();
  }

  private static Table read(ServiceRegistry registry, String ticket, BufferAllocator allocator)
      throws Exception {
    DeclaredParams params =
        (DeclaredParams) registry.codec().decode(ticket.getBytes(StandardCharsets.UTF_8)).params();
    RegisteredService<DeclaredParams> service = registry.service(params);
    ServiceContext context =
        new ServiceContext(allocator, ServiceContext.DEFAULT_BATCH_ROWS, new Cancellation());
    try (BatchReader reader = service.service().open(params, context)) {
      return Table.read(reader, allocator);
    }
  }

  @Test
  void whatIsDeclaredIsServed(BufferAllocator allocator) throws Exception {
    ServiceRegistry.Builder all = ServiceRegistry.builder();
    try (DeclaredServices services = DeclaredServices.open(file(GOOD))) {
      services.registerAll(all);
      ServiceRegistry registry = all.build();
      assertThat(services.services())
          .extracting(DeclaredServices.Tried::name)
          .containsExactly("sales.by_region", "sales.all");
      assertThat(services.services().get(0).schema().getFields())
          .extracting(field -> field.getName())
          .containsExactly("region", "amount", "text");
      try (Table table =
          read(
              registry,
              "{\"param_type\": \"SalesParams\", \"region\": \"north\", \"min_amount\": 2}",
              allocator)) {
        assertThat(table.rowCount()).isEqualTo(2);
      }
      try (Table table = read(registry, "{\"param_type\": \"sales.all\"}", allocator)) {
        assertThat(table.rowCount()).isEqualTo(4);
      }
    }
  }

  @Test
  void theCatalogueShowsWhatIsDeclared() throws Exception {
    ServiceRegistry.Builder all = ServiceRegistry.builder();
    try (DeclaredServices services = DeclaredServices.open(file(GOOD))) {
      services.registerAll(all);
      RegisteredService<?> service = all.build().service("SalesParams");
      assertThat(service.describe().toJson())
          .contains("\"name\":\"sales.by_region\"", "\"aliases\":[\"SalesParams\"]")
          .contains(
              "\"region\":{\"type\":\"string\",\"enum\":[\"north\",\"south\"],\"description\":\"Where.\"}")
          .contains("\"example\":{\"region\":\"north\"}");
      assertThat(service.limits().maxRows()).hasValue(1000);
      assertThat(service.limits().maxBytes()).hasValue(1 << 20);
      assertThat(service.limits().maxTime()).contains(Duration.ofSeconds(30));
      assertThat(service.limits().batchRows()).hasValue(100);
      ParamsType<?> type = service.type();
      assertThatThrownBy(() -> type.read(Map.of("region", "east", "max_rows", 0, "x", 1)))
          .isInstanceOf(InvalidParamsException.class)
          .hasMessage(
              "sales.by_region: region must be one of \"north\", \"south\", was \"east\"; max_rows must be 1..1000, was 0; field \"x\" is unknown (it takes region, min_amount, max_rows).");
    }
  }

  @Test
  void allFaultsAreToldWithTheirPlaces() throws Exception {
    assertThat(faults(FAULTY))
        .containsExactly(
            "5:5: 'threds' is no key of a source of kind duckdb; closest: threads",
            "9:14: threads must be 1..1024, was 0",
            "10:19: memory_limit must be a size of at least 16MiB, was \"1KiB\"",
            "12:11: the kind 'postgres' is brought by fastflight-source-postgres.jar, which is not on the class path; add it, or use one of arrow-file, duckdb",
            "14:11: there is no kind 'dukdb'; closest: duckdb",
            "15:3: kind is missing; there are arrow-file, duckdb",
            "15:9: source none must be keys with values, was 5",
            "18:13: there is no source 'laek'; there are [lake, pond, pg, odd, none]",
            "20:3: statement must be given, or a path in its place, and not both, was null",
            "22:5: 'statment' is no key of a service of kind duckdb; closest: statement",
            "24:17: type must be one of string, int32, int64, float64, decimal, boolean, date, time, datetime, instant, uuid, binary, was \"int\"",
            "25:33: default must be an integer from -2147483648 to 2147483647, was \"x\"",
            "25:41: min must be at most max, was 5 and 1",
            "26:7: the name of a parameter must be a small letter, then small letters, digits and '_', and not 'param_type', was \"Up\"",
            "27:3: source is missing; it must be a text",
            "29:24: max_rows must be an integer from 1 to 9223372036854775807, was 0",
            "29:37: max_time must be a duration of 1 ms or more, in whole ms, s, m or h, such as 30s, was \"soon\"",
            "29:43: 'max_mem' is no key of limits; closest: max_time, max_bytes, max_rows",
            "30:17: batch_rows must be an integer from 1 to 16777216, was 0",
            "31:1: 'more' is no key of the file; there are sources, services, policy, limits");
  }

  @Test
  void statementsAreTried() throws Exception {
    assertThat(faults(TRIED))
        .satisfiesExactly(
            fault ->
                assertThat(fault)
                    .isEqualTo(
                        "4:37: statement: The SQL of a query begins with SELECT, FROM, WITH or VALUES: a source only reads."),
            fault -> assertThat(fault).startsWith("5:36: statement: The SQL of a query has no sem"),
            fault -> assertThat(fault).startsWith("6:37: ").contains("binder error", "nothing"),
            fault -> assertThat(fault).startsWith("7:37: ").contains("parser error"),
            fault -> assertThat(fault).startsWith("8:38: ").contains("permission error"),
            fault ->
                assertThat(fault)
                    .isEqualTo(
                        "9:35: statement uses :a, which is no parameter of the service; there are none"),
            fault ->
                assertThat(fault).startsWith("10:37: statement does not use the parameter 'a'"),
            fault -> assertThat(fault).startsWith("11:35: statement must be given, or a path"),
            fault -> assertThat(fault).startsWith("12:30: path must lie in one of the roots"),
            fault ->
                assertThat(fault).startsWith("13:32: path: Files to read must end in .csv, .json"),
            fault -> assertThat(fault).startsWith("14:30: ").contains("gone.csv"));
    assertThat(folder.resolve("data/x.csv")).doesNotExist();
  }

  @Test
  void aValueMadeUpForATrialIsToldAsSuch() throws Exception {
    assertThat(
            faults(
                """
                sources:
                  files: {kind: arrow-file, roots: [data]}
                services:
                  a: {source: files, path: "data/{day}.arrow", parameters: {day: {type: string}}}
                """))
        .singleElement()
        .asString()
        .startsWith("4:28: a: day must ")
        .endsWith(
            ", was \"\". That was a value made up to try the service: give it an 'example' that works.");
  }

  @Test
  void twoServicesOfOneNameAreRefused() throws Exception {
    assertThat(
            faults(
                """
                sources:
                  lake: {kind: duckdb, roots: [data]}
                services:
                  a: {source: lake, statement: SELECT 1}
                  b: {source: lake, statement: SELECT 1, aliases: [a]}
                  a: {source: lake, statement: SELECT 2}
                """))
        .containsExactly(
            "5:3: The name 'a' is used by both the declared service a and the declared service b. Give one of them another @WireName.",
            "6:3: the key 'a' is used twice, first in line 4");
  }

  @Test
  void referencesAreLookedUpAndNeverShown() throws Exception {
    Files.writeString(folder.resolve("limit"), "64MiB\n");
    String text =
        """
        sources:
          lake:
            kind: duckdb
            roots: [data]
            memory_limit: %s
        services:
          a: {source: lake, statement: SELECT 1}
        """;
    DeclaredServices.open(file(text.formatted("${file:limit}")), Map.of()).close();
    DeclaredServices.open(file(text.formatted("${env:LIMIT}")), Map.of("LIMIT", "64MiB")).close();

    assertThat(faults(text.formatted("${env:LIMIT}")))
        .containsExactly("5:19: memory_limit: the environment variable 'LIMIT' is not set");
    assertThat(faults(text.formatted("${file:none}")))
        .containsExactly(
            "5:19: memory_limit: the file 'none' is missing, no plain file, or larger than 64 KiB");
    assertThat(faults(text.formatted("x${env:LIMIT}")))
        .containsExactly(
            "5:19: memory_limit: must be ${env:NAME} or ${file:PATH} as a whole, with nothing around it");
    assertThat(faults(text.formatted("${env:LIMIT}"), Map.of("LIMIT", "hunter2")))
        .containsExactly("5:19: memory_limit must be a size of at least 16MiB, was \"(secret)\"");
  }

  @Test
  void filesThatAreNoneAreTold() throws Exception {
    assertThat(faults(""))
        .containsExactly("1:1: the file is empty; it needs the keys sources and services");
    assertThat(faults("5")).contains("1:1: the file must be keys with values, was 5");
    assertThat(faults("sources: {}\n"))
        .containsExactly("1:1: services is missing; there is nothing to serve");
    assertThat(faults("a: [")).singleElement().asString().contains("this is not YAML");
    assertThat(faults("# " + "x".repeat(1 << 20)))
        .containsExactly("1:1: the file is larger than 1 MiB");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> DeclaredServices.open(binary))
        .hasMessage(binary + ":1:1: the file is not UTF-8");
  }
}
