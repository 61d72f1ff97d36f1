package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.SignIn;
import io.fastflight.params.JsonText;
import io.fastflight.service.Secret;
import io.fastflight.service.StreamRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy of a file: refused, served at every door, replaced, explained. */
class PolicyCommandsTest {
  private static final String SERVICES =
      """
      sources:
        lake: {kind: duckdb, roots: [data], tables: {sales: data/sales.csv}}
      services:
        sales.orders: {source: lake, statement: SELECT * FROM sales, aliases: [Orders]}
        sales.numbers:
          source: lake
          statement: SELECT i FROM range(20000000) t(i)
        hr.pay: {source: lake, statement: SELECT 1 AS amount}
      """; // 8 lines

  private static final String POLICY =
      """
      policy:
        rules:
          analysts:
            roles: [analyst]
            services: [sales.orders]
            filter: region = 'north'
            masks: {email: {last: 4}}
          auditors: {identities: [bob], services: ["*"]}
          no_pay: {roles: [auditor], services: [hr.pay], deny: true}
      """;

  private static final String TOGETHER =
      """
      policy:
        rules:
          a: {roles: [x], services: ["sales.*"], masks: {}, filter: "true"}
          b: {claims: {team: red}, services: [sales.orders], filter: "region in ${claims.regions} or email = ${identity.name}", masks: {email: {constant: x}}}
          c: {everyone: true, services: [sales.orders], masks: {email: {last: 2}, amount: drop}}
      """;

  @TempDir private Path folder;
  private ServedFolder served;

  @BeforeEach
  void files() throws IOException {
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(
        folder.resolve("data/sales.csv"),
        """
        region,email,amount
        north,ada@example.com,1
        south,bob@example.com,2
        north,eve@example.com,3
        """);
    served = new ServedFolder(folder);
    served.token("ada", "analyst");
    served.token("bob", "auditor");
  }

  private TestConsole run(int exit, String... args) {
    TestConsole console = new TestConsole();
    assertThat(console.run(args)).as(console.err()).isEqualTo(exit);
    return console;
  }

  @Test
  void whereCallersSignInThereMustBeAPolicy() throws Exception {
    assertThat(run(2, served.serving()).err())
        .isEqualTo(
            "fastflight: Callers sign in here, and no policy says what they may use: nobody could use anything. Put rules into a file and name it by --config; with --demo the demo's services are there, too. A file of one rule, for those with the role reader: policy: {rules: {readers: {roles: [reader], services: ['*']}}}\n");
    String file = served.file(SERVICES);
    assertThat(run(1, served.serving("--config", file)).err())
        .startsWith("fastflight: " + file + ":1:1: policy is missing: callers sign in")
        .endsWith("fastflight: %s has 1 fault; nothing is served.\n".formatted(file));
    assertThat(run(1, "check-config", file, "--api-keys", served.path("keys")).err())
        .contains(":1:1: policy is missing");
    assertThat(
            run(1, "start-rest-server", "--config", file, "--api-keys", served.path("keys")).err())
        .contains(":1:1: policy is missing");
    run(0, "check-config", file);
  }

  @Test
  void aServerInFrontOfAnotherWarnsThatItHasNoPolicy() throws Exception {
    try (RunningCommand server =
        new RunningCommand(
            "start-rest-server",
            "--rest-port",
            "0",
            "--flight-location",
            "grpc://127.0.0.1:1",
            "--api-keys",
            served.path("keys"))) {
      assertThat(server.console.err())
          .startsWith(
              "fastflight: warning: Whoever signs in here may use what this server's own credential may at grpc://127.0.0.1:1: a policy acts where services are.\n");
    }
  }

  @Test
  void checkConfigTellsOfRolesServicesAndColumns() throws Exception {
    String file =
        served.file(
            SERVICES
                + """
                  policy:
                    rules:
                      one: {roles: [analist], services: [sales.orders, demo.flights], filter: regoin = 'x'}
                  """);
    assertThat(run(1, "check-config", file, "--api-keys", served.path("keys"), "--demo").err())
        .isEqualTo(
            """
            fastflight: %1$s:11:19: there is no role 'analist' in the files of keys and users or among roles of the policy; closest: analyst
            fastflight: %1$s:11:77: rule 'one' does not fit service 'demo.flights': There is no column 'regoin'; there are date, delay, distance, origin, destination.
            fastflight: %1$s:11:77: rule 'one' does not fit service 'sales.orders': There is no column 'regoin'; there are region, email, amount.
            fastflight: %1$s has 3 faults.
            """
                .formatted(file));
    assertThat(run(1, "check-config", file).err())
        .contains(":11:54: no service is called 'demo.flights'; there are hr.pay");
  }

  @Test
  void eachCallerSeesTheirRowsAndColumnsAtEveryDoor(BufferAllocator allocator) throws Exception {
    String file = served.file(SERVICES + POLICY);
    try (RunningCommand server = new RunningCommand(served.serving("--config", file));
        EachDoor ada = new EachDoor(server, folder.resolve("ada"), allocator);
        EachDoor bob = new EachDoor(server, folder.resolve("bob"), allocator)) {
      assertThat(ada.read("sales.orders").values())
          .hasSize(5)
          .containsOnly(
              Optional.of(List.of("region,email,amount", "north,***.com,1", "north,***.com,3")));
      assertThat(bob.read("sales.orders").values())
          .containsOnly(
              Optional.of(
                  List.of(
                      "region,email,amount",
                      "north,ada@example.com,1",
                      "south,bob@example.com,2",
                      "north,eve@example.com,3")));
      assertThat(ada.services()).containsExactly("sales.orders");
      assertThat(bob.services()).containsExactly("sales.orders", "sales.numbers");
      assertThat(ada.read("sales.numbers").values()).containsOnly(Optional.empty());
      assertThat(bob.read("hr.pay").values()).containsOnly(Optional.empty());
      assertThat(ada.read("no.such").values()).containsOnly(Optional.empty());
    }
  }

  @Test
  void aReloadChangesWhoSeesWhatAndABadPolicyChangesNothing(BufferAllocator allocator)
      throws Exception {
    String file = served.file(SERVICES + POLICY);
    Secret bobsKey = Secret.of(Files.readString(folder.resolve("bob")).strip());
    try (RunningCommand server = new RunningCommand(served.serving("--config", file, "--watch"));
        EachDoor ada = new EachDoor(server, folder.resolve("ada"), allocator);
        FastFlightClient bob =
            FastFlightClient.connect(
                ClientConfig.builder(server.address("flight"))
                    .signIn(SignIn.token(bobsKey))
                    .build());
        BatchReader running = bob.open(StreamRequest.of("sales.numbers", Map.of()))) {
      assertThat(running.next()).isTrue();

      served.file(SERVICES + POLICY.replace("filter: region", "filter: regoin"));
      ServedFolder.told(server, "has 1 fault; all stays as it was");
      served.file(SERVICES);
      ServedFolder.told(server, "policy is missing");
      assertThat(ada.read("sales.orders").values())
          .allSatisfy(lines -> assertThat(lines.orElseThrow()).hasSize(3));

      served.file(
          SERVICES
              + POLICY
                  .replace("'north'", "'south'")
                  .replace("{last: 4}", "drop")
                  .replace("[bob]", "[root]"));
      ServedFolder.told(server, "was read again; it declares 3 services and 3 rules now");
      assertThat(ada.read("sales.orders").values())
          .containsOnly(Optional.of(List.of("region,amount", "south,2")));
      assertThat(bob.services()).isEmpty();
      long rows = running.batch().getRowCount();
      while (running.next()) {
        rows += running.batch().getRowCount();
      }
      assertThat(rows).isEqualTo(20_000_000); // it ends as it began
    }
  }

  @Test
  void theDemoIsServedUnderAPolicyOfItsOwn(BufferAllocator allocator) throws Exception {
    String file =
        served.file(
            "policy: {rules: {r: {roles: [analyst], services: [demo.airports], masks: {name: drop}}}}");
    try (RunningCommand server = new RunningCommand(served.serving("--config", file, "--demo"));
        EachDoor ada = new EachDoor(server, folder.resolve("ada"), allocator);
        EachDoor bob = new EachDoor(server, folder.resolve("bob"), allocator)) {
      assertThat(ada.services()).containsExactly("demo.airports");
      assertThat(ada.read("demo.airports").values())
          .allSatisfy(
              lines ->
                  assertThat(lines.orElseThrow().get(0))
                      .isEqualTo("iata,city,state,country,latitude,longitude"));
      assertThat(bob.services()).isEmpty();
    }
  }

  @Test
  void withoutSignInOnlyRulesForEveryoneAct() throws Exception {
    String file =
        served.file(
            SERVICES
                + POLICY
                + "    guests: {everyone: true, services: [sales.orders], masks: {email: drop}}\n");
    try (RunningCommand server =
        new RunningCommand(
            "start-flight-server",
            "--config",
            file,
            "--flight-location",
            "grpc://127.0.0.1:0",
            "--warm-up",
            "0")) {
      assertThat(server.console.err())
          .isEqualTo(
              "fastflight: warning: %s has a policy, and nobody is asked who they are: only rules for everyone act. Set --api-keys, --users, --jwt-issuer or --client-ca.\n"
                  .formatted(file));
      TestConsole query =
          run(
              0,
              "query",
              "sales.orders",
              "--format",
              "csv",
              "--flight-location",
              server.address("flight"));
      assertThat(query.out()).isEqualTo("region,amount\r\nnorth,1\r\nsouth,2\r\nnorth,3\r\n");
    }
  }

  @Test
  void aRuleIsExplainedByLineWithWhatIsSeen() throws Exception {
    String file = served.file(SERVICES + POLICY);
    assertThat(explained(file, "ada", "Orders").out())
        .isEqualTo(
            """
            ada may use sales.orders: 1 rule allows it.
            Roles: analyst. Claims: none.

            RULE      LINE  SERVICES             ROWS              MASKS
            --------  ----  -------------------  ----------------  -------------
            analysts    11  allows sales.orders  region = 'north'  email: last 4

            Rows that pass:
              region = 'north'
            Columns:
              region
              email: last 4
              amount
            """);
    assertThat(explained(file, "ada", "hr.pay").out())
        .isEqualTo(
            """
            ada may not use hr.pay: no rule speaks of this caller and this service.
            Roles: analyst. Claims: none.
            """);
    assertThat(explained(file, "bob", "hr.pay").out())
        .startsWith("bob may not use hr.pay: rule 'no_pay' (line 17) denies it.\n")
        .contains("auditors    16  allows *", "no_pay      17  denies hr.pay")
        .doesNotContain("Columns");
  }

  private TestConsole explained(String file, String caller, String service) {
    return run(
        0,
        "policy",
        "explain",
        "--config",
        file,
        "--as",
        caller,
        service,
        "--api-keys",
        served.path("keys"));
  }

  /** Asks about three rules that act together. */
  private TestConsole explainedTogether(String... more) throws IOException {
    String file = served.file(SERVICES + TOGETHER);
    String asking =
        "policy explain sales.orders --as ada --role x --claim team=red --claim regions=north --claim regions=east --config "
            + file;
    return run(0, Stream.of(asking.split(" "), more).flatMap(Stream::of).toArray(String[]::new));
  }

  @Test
  void rulesThatActTogetherAreExplainedWithClaims() throws Exception {
    assertThat(explainedTogether().out())
        .contains("ada may use sales.orders: 3 rules allow it.")
        .contains("Roles: x. Claims: regions = [north, east], team = red.")
        .endsWith(
            """
            Rows that pass:
              true
              region in ${claims.regions} or email = ${identity.name}
                claims.regions is [north, east]
                identity.name is ada
            Columns:
              region
              email: constant x
              amount: drop
            """);
  }

  @Test
  void whatMayBeAskedForIsExplainedWithTheLimitThatSaysSo() throws Exception {
    String file =
        served.file(
            SERVICES
                + POLICY
                + """
                limits:
                  rules:
                    analysts: {roles: [analyst], services: ['*'], max_rows: 500, max_streams: 4}
                    orders: {everyone: true, services: [sales.orders], per: service, max_rows: 9, max_bytes: 1MiB, requests_per_second: 2.5}
                    memory: {everyone: true, services: ['*'], max_time: 5s, max_memory: 64MiB, max_total_memory: 256MiB}
                    others: {roles: [auditor], services: ['*'], max_rows: 1}
                """);
    assertThat(explained(file, "ada", "sales.orders").out())
        .endsWith(
            """
            Limits:
              rows of a stream: 9 (limit 'orders')
              streams at a time: 4 for each caller (limit 'analysts')
              bytes of a stream: 1048576 (limit 'orders')
              requests a second: 2.5 for each service (limit 'orders')
              seconds of a stream: 5.000 (limit 'memory')
              bytes of memory of a stream: 67108864 (limit 'memory')
              bytes of memory in all: 268435456 for each caller (limit 'memory')
            """);
    assertThat(explained(file, "ada", "hr.pay").out()).doesNotContain("Limits");
  }

  @Test
  void anExplanationIsJsonForPrograms() throws Exception {
    Map<String, Object> json = JsonText.readObject(explainedTogether("--json").out());
    assertThat(json)
        .containsEntry("identity", "ada")
        .containsEntry("roles", List.of("x"))
        .containsEntry("claims", Map.of("team", "red", "regions", List.of("north", "east")))
        .containsEntry("service", "sales.orders")
        .containsEntry("allowed", true)
        .containsEntry("reason", "3 rules allow it")
        .containsEntry("limits", List.of())
        .containsEntry(
            "filters", List.of("true", "region in ${claims.regions} or email = ${identity.name}"))
        .containsEntry("sourceFilters", List.of())
        .containsEntry("masks", Map.of("email", Map.of("constant", "x"), "amount", "drop"));
    Map<String, Object> masks = Map.of("email", Map.of("last", 2), "amount", "drop");
    assertThat(json.get("rules"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(3)
        .last()
        .isEqualTo(Map.of("name", "c", "line", 13, "denies", false, "masks", masks));
  }

  @Test
  void whatCannotBeExplainedIsTold() throws Exception {
    String file = served.file(SERVICES + POLICY);
    assertThat(run(3, "policy", "explain", "--config", file, "--as", "ada", "hr.pai").err())
        .contains("\"hr.pai\"", "Closest", "hr.pay");
    assertThat(run(2, "policy", "mend", "--as", "ada", "hr.pay").err())
        .isEqualTo("fastflight: policy does explain, not 'mend'.\n");
    assertThat(run(2, "policy", "explain", "--as", "ada", "x", "--claim", "a").err())
        .isEqualTo(
            "fastflight: --claim must be NAME=VALUE, was 'a'. An example is region=north.\n");
    String[] unknown = {
      "policy",
      "explain",
      "--config",
      file,
      "--as",
      "eve",
      "hr.pay",
      "--api-keys",
      served.path("keys")
    };
    assertThat(run(2, unknown).err())
        .isEqualTo(
            "fastflight: There is no 'eve' in [%s]; there are [ada, bob]. Check the name, or say the roles by --role.\n"
                .formatted(served.path("keys")));
    served.token("ada", "other");
    unknown[5] = "ada";
    assertThat(run(2, unknown).err())
        .isEqualTo(
            "fastflight: The keys and passwords of 'ada' have other roles each: [[analyst], [other]]. Say which by --role.\n");
    assertThat(
            run(1, "policy", "explain", "--config", served.path("none"), "--as", "ada", "x").err())
        .isEqualTo("fastflight: The file '%s' was not found.\n".formatted(served.path("none")));
    served.file(SERVICES + POLICY.replace("region = 'north'", "region = north"));
    assertThat(run(1, "policy", "explain", "--config", file, "--as", "ada", "x").err())
        .contains(":14:15: The filter needs a text in single quotes")
        .endsWith("has 1 fault.\n");
  }

  @Test
  void aFileWithoutAPolicyIsExplainedAsThat() throws Exception {
    String file = served.file(SERVICES);
    assertThat(run(0, "policy", "explain", "--config", file, "--as", "anonymous", "hr.pay").out())
        .isEqualTo(
            """
            anonymous may use hr.pay: the file has no policy, and all is for everyone; where callers sign in, a server of it does not start.
            Roles: none. Claims: none.

            Rows: all.
            Columns:
              amount
            """);
  }
}
