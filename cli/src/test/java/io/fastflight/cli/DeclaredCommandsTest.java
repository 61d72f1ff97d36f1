package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.client.FastFlightClient;
import io.fastflight.service.StreamRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Services declared in a file, checked and served; signals are LauncherTest's. */
class DeclaredCommandsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String ONE =
      """
      sources:
        lake: {kind: duckdb, roots: [data], tables: {sales: data/*.csv}}
      services:
        sales.by_region:
          source: lake
          statement: SELECT * FROM sales WHERE region = :region
          parameters:
            region: {type: string, description: Where.}
      """;

  private static final String TWO =
      ONE
          + """
            sales.numbers:
              source: lake
              statement: SELECT i FROM range(:count) t(i)
              parameters:
                count: {type: int64, min: 0, max: 100000000, default: 10}
          """;

  @TempDir private Path folder;

  @BeforeEach
  void data() throws IOException {
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("data/sales.csv"), "region,amount\nnorth,1\nsouth,2\n");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("fastflight.yaml"), text);
  }

  @Test
  void aGoodFileIsShownWithItsColumns() throws Exception {
    TestConsole console = new TestConsole();
    assertThat(console.run("check-config", file(TWO).toString())).isZero();
    assertThat(console.out())
        .contains("SERVICE", "SOURCE", "COLUMNS")
        .contains("sales.by_region", "region Utf8, amount Int(64, true)")
        .contains("sales.numbers", "i Int(64, true)");
    assertThat(console.err()).isEmpty();
  }

  @Test
  void allFaultsOfAFileAreToldOnALineEach() throws Exception {
    Path file = file(ONE.replace("FROM sales", "FROM sails").replace("type: string", "type: text"));
    TestConsole console = new TestConsole();
    assertThat(console.run("check-config", file.toString())).isEqualTo(1);
    assertThat(console.out()).isEmpty();
    assertThat(console.err())
        .isEqualTo(
            """
            fastflight: %1$s:8:22: type must be one of string, int32, int64, float64, decimal, boolean, date, time, datetime, instant, uuid, binary, was "text"
            fastflight: %1$s has 1 fault.
            """
                .formatted(file));
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    TestConsole console = new TestConsole();
    assertThat(console.run("check-config", folder + "/none.yaml")).isEqualTo(1);
    assertThat(console.err())
        .isEqualTo("fastflight: The file '%s/none.yaml' was not found.\n".formatted(folder));
  }

  @Test
  void aServerOfAFaultyFileDoesNotStart() throws Exception {
    Path file = file(ONE.replace("kind: duckdb", "kind: ducks"));
    TestConsole console = new TestConsole();
    assertThat(console.run("start-flight-server", "--config", file.toString())).isEqualTo(1);
    assertThat(console.err())
        .contains(":2:16: there is no kind 'ducks'")
        .endsWith("fastflight: %s has 1 fault; nothing is served.\n".formatted(file));
  }

  @Test
  void whatAFileDeclaresIsServedOnBothDoors() throws Exception {
    Path file = file(ONE);
    try (RunningCommand server =
        new RunningCommand(
            "start-all",
            "--config",
            file.toString(),
            "--flight-location",
            "grpc://127.0.0.1:0",
            "--rest-port",
            "0",
            "--warm-up",
            "0")) {
      TestConsole query = new TestConsole();
      assertThat(
              query.run(
                  "query",
                  "sales.by_region",
                  "--param",
                  "region=south",
                  "--format",
                  "csv",
                  "--flight-location",
                  server.address("flight")))
          .isZero();
      assertThat(query.out()).isEqualTo("region,amount\r\nsouth,2\r\n");
      TestConsole services = new TestConsole();
      services.run("services", "--flight-location", server.address("flight"));
      assertThat(services.out()).contains("sales.by_region").doesNotContain("demo.");
    }
  }

  @Test
  void theHttpDoorServesAFileOfItsOwn() throws Exception {
    try (RunningCommand server =
        new RunningCommand(
            "start-rest-server", "--config", file(ONE).toString(), "--rest-port", "0")) {
      assertThat(server.console.out()).startsWith("ready http=");
      assertThat(server.console.err()).isEmpty();
    }
  }

  @Test
  void aChangedFileIsServedAndAFaultyOneChangesNothing() throws Exception {
    Path file = file(TWO);
    try (RunningCommand server =
            new RunningCommand(
                "start-flight-server",
                "--config",
                file.toString(),
                "--watch",
                "--flight-location",
                "grpc://127.0.0.1:0",
                "--warm-up",
                "0");
        FastFlightClient client = FastFlightClient.connect(server.address("flight"));
        BatchReader running =
            client.open(StreamRequest.of("sales.numbers", Map.of("count", 20_000_000)))) {
      assertThat(running.next()).isTrue();

      file(ONE.replace("duckdb", "ducks"));
      told(server, "all stays as it was");
      assertThat(client.services()).hasSize(2);

      file(ONE.replace("sales.by_region", "sales.in_region"));
      told(server, "was read again; it declares 1 service now");
      assertThat(client.services())
          .extracting(service -> service.name())
          .containsExactly("sales.in_region");
      assertThat(rows(running)).isEqualTo(20_000_000);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGHUP")
  void aHangupReadsTheFileAgain() throws Exception {
    Path file = file(ONE);
    try (RunningCommand server =
        new RunningCommand(
            "start-flight-server",
            "--config",
            file.toString(),
            "--flight-location",
            "grpc://127.0.0.1:0",
            "--warm-up",
            "0")) {
      file(TWO);
      String self = String.valueOf(ProcessHandle.current().pid());
      assertThat(new ProcessBuilder("kill", "-HUP", self).start().waitFor()).isZero();
      told(server, "was read again; it declares 2 services now");
    }
  }

  private static void told(RunningCommand server, String text) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(server.console.err()).contains(text));
  }

  /** Counts the batch that was read already, too. */
  private static long rows(BatchReader reader) {
    long rows = reader.batch().getRowCount();
    while (reader.next()) {
      rows += reader.batch().getRowCount();
    }
    return rows;
  }
}
