package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.declared.DeclaredServices;
import io.fastflight.engine.Engine;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.ServiceRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file, the commands and the answers of docs/tutorial.md. */
class TutorialTest {
  private static final Path DATA =
      Path.of(
          "../sources/duckdb/src/main/resources/io/fastflight/source/duckdb/demo/flights.parquet");

  @TempDir private Path folder;
  private String tutorial;
  private Path file;

  @BeforeEach
  void follow() throws IOException {
    tutorial = Files.readString(Path.of("../docs/tutorial.md"));
    Files.createDirectories(folder.resolve("my-data/flights"));
    Files.copy(DATA, folder.resolve("my-data/flights/2001-01.parquet"));
    file = Files.writeString(folder.resolve("fastflight.yaml"), block("yaml"));
  }

  private String block(String language) {
    return blocks(language).get(0);
  }

  private List<String> blocks(String language) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(tutorial)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void theCheckAnswersWhatTheTutorialShows() {
    TestConsole console = new TestConsole();
    assertThat(console.run("check-config", file.toString())).isZero();
    assertThat(console.out()).isEqualTo(block("text"));
  }

  @Test
  void theCommandsAnswerWhatTheTutorialSays(BufferAllocator memory) throws Exception {
    ServiceRegistry.Builder registry = ServiceRegistry.builder();
    try (DeclaredServices services = DeclaredServices.open(file)) {
      services.registerAll(registry);
      try (FastFlightServer server =
              FastFlightServer.builder(new Engine(registry.build(), memory)).port(0).start();
          FastFlightClient client = FastFlightClient.connect(server.location());
          Table table =
              client.fetch("flights.delayed", Map.of("origin", "SEA", "min_delay", 200))) {
        assertThat(table.rowCount()).isPositive();
        assertThat((Long) table.value("delay", 0)).isGreaterThanOrEqualTo(200);

        TestConsole query = new TestConsole();
        assertThat(
                query.run(
                    "query",
                    "flights.delayed",
                    "--param",
                    "origin=SEA",
                    "--param",
                    "min_delay=200",
                    "--max-rows",
                    "3",
                    "--flight-location",
                    server.location()))
            .isZero();
        TestConsole wrong = new TestConsole();
        assertThat(
                wrong.run(
                    "query",
                    "flights.delayed",
                    "--param",
                    "origin=seattle",
                    "--flight-location",
                    server.location()))
            .isEqualTo(3);
        assertThat(tutorial).contains(wrong.errWithoutCallIds().strip());
      }
    }
  }

  @Test
  void thePostgresStepIsServed(BufferAllocator memory) throws Exception {
    TestPostgres.run(
        "DROP TABLE IF EXISTS orders",
        "CREATE TABLE orders AS SELECT 7 AS id, 9.50::numeric(8, 2) AS total, DATE '2024-02-29' AS day",
        "GRANT SELECT ON orders TO secured");
    List<String> parts = blocks("yaml");
    Files.writeString(
        file, parts.get(0).replace("\nservices:\n", parts.get(1) + "\nservices:\n") + parts.get(2));
    Map<String, String> environment =
        Map.of(
            "SHOP_URL",
            TestPostgres.url(),
            "SHOP_USER",
            "secured",
            "SHOP_PASSWORD",
            TestPostgres.PASSWORD);
    ServiceRegistry.Builder registry = ServiceRegistry.builder();
    try (DeclaredServices services = DeclaredServices.open(file, environment)) {
      services.registerAll(registry);
      try (FastFlightServer server =
              FastFlightServer.builder(new Engine(registry.build(), memory)).port(0).start();
          FastFlightClient client = FastFlightClient.connect(server.location());
          Table table = client.fetch("shop.orders", Map.of("since", "2024-01-01"))) {
        assertThat(table.rowCount()).isEqualTo(1);
        assertThat(table.value("total", 0)).hasToString("9.50");
      }
    }
  }
}
