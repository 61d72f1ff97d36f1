package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.SignIn;
import io.fastflight.client.retry.ResiliencePreset;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.security.CallerCredentials;
import io.fastflight.service.Secret;
import io.fastflight.service.StreamRequest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of a file: refused, served at both doors, replaced. */
class LimitCommandsTest {
  private static final String SERVICES =
      """
      sources:
        lake: {kind: duckdb, roots: ["."]}
      services:
        num.many: {source: lake, statement: SELECT i FROM range(500000000) t(i)}
        num.few: {source: lake, statement: SELECT i FROM range(10) t(i)}
      """; // 5 lines

  private static final String POLICY =
      "policy: {rules: {all: {roles: [analyst, auditor], services: ['*']}}}\n";

  private static final String LIMITS =
      "limits: {max_wait: 50ms, rules: {analysts: {roles: [analyst], services: ['num.*'], max_streams: 1}}}\n";

  @TempDir private Path folder;
  private ServedFolder served;

  @BeforeEach
  void callers() throws IOException {
    served = new ServedFolder(folder);
    served.token("ada", "analyst");
    served.token("bob", "auditor");
  }

  private Secret key(String caller) throws IOException {
    return Secret.of(Files.readString(folder.resolve(caller)).strip());
  }

  private FastFlightClient client(RunningCommand server, String caller) throws IOException {
    return FastFlightClient.connect(
        ClientConfig.builder(server.address("flight"))
            .signIn(SignIn.token(key(caller)))
            .resilience(ResiliencePreset.DISABLED.config())
            .build());
  }

  private static StreamRequest request(String service) {
    return StreamRequest.of(service, Map.of());
  }

  private static long few(FastFlightClient client) {
    try (Table table = client.fetch(request("num.few"))) {
      return table.rowCount();
    }
  }

  /** Returns the status and, where it says so, when to try again. */
  private String overHttp(RunningCommand server, String caller) throws IOException {
    URI uri = URI.create(server.address("http") + "/stream/num.few?format=csv");
    HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
    call.setRequestProperty("Connection", "close"); // else the JDK keeps the socket for a while
    call.setRequestProperty(CallerCredentials.API_KEY, key(caller).reveal());
    try {
      String retry = call.getHeaderField("Retry-After");
      return call.getResponseCode() + (retry == null ? "" : " after " + retry);
    } finally {
      call.disconnect();
    }
  }

  private static void assertRefused(FastFlightClient client) {
    ResourceExhaustedException refused =
        catchThrowableOfType(ResourceExhaustedException.class, () -> few(client));
    assertThat(refused)
        .hasMessageContaining("num.few was not opened: the limit 'analysts' gives ada 1 streams");
    assertThat(refused.retryDelay()).hasValue(Duration.ofSeconds(1));
  }

  @Test
  void oneCallerIsLimitedAtBothDoorsUntilAReloadSaysOtherwise() throws Exception {
    String file = served.file(SERVICES + POLICY + LIMITS);
    try (RunningCommand server = new RunningCommand(served.serving("--config", file, "--watch"));
        FastFlightClient ada = client(server, "ada");
        FastFlightClient bob = client(server, "bob");
        BatchReader adas = ada.open(request("num.many"));
        BatchReader bobs = bob.open(request("num.many"))) {
      assertThat(adas.next()).isTrue();
      assertThat(bobs.next()).isTrue();
      assertRefused(ada);
      assertThat(overHttp(server, "ada")).isEqualTo("429 after 1");
      assertThat(few(bob)).isEqualTo(10);
      assertThat(overHttp(server, "bob")).isEqualTo("200");

      served.file(SERVICES + POLICY + LIMITS.replace("max_streams: 1", "max_streams: 0"));
      ServedFolder.told(server, "has 1 fault; all stays as it was");
      assertRefused(ada);

      served.file(SERVICES + POLICY + LIMITS.replace("max_streams: 1", "max_streams: 2"));
      ServedFolder.told(server, "was read again; it declares 2 services, 1 rule and 1 limit now");
      assertThat(few(ada)).isEqualTo(10); // beside the stream that is open since before
      assertThat(overHttp(server, "ada")).isEqualTo("200");
    }
  }

  @Test
  void checkConfigKnowsTheRolesOfKeys() throws Exception {
    String file =
        served.file(
            SERVICES
                + POLICY
                + "limits: {rules: {a: {roles: [analist], services: ['num.*'], max_rows: 1}}}\n");
    TestConsole console = new TestConsole();
    assertThat(console.run("check-config", file, "--api-keys", served.path("keys"))).isEqualTo(1);
    assertThat(console.err())
        .isEqualTo(
            """
            fastflight: %1$s:7:30: there is no role 'analist' in the files of keys and users or among roles of the policy; closest: analyst
            fastflight: %1$s has 1 fault.
            """
                .formatted(file));
  }

  @Test
  void whereNobodySignsInALimitOfSomeCallersIsWarnedOf() throws Exception {
    String nobodys = "  rules: {a: {identities: [anonymous], services: ['num.*'], max_rows: 1}}\n";
    assertThat(startedFlight(served.file(SERVICES + "limits:\n" + nobodys))).isEmpty();
    String file = served.file(SERVICES + LIMITS);
    assertThat(startedFlight(file))
        .isEqualTo(
            "fastflight: warning: %s limits callers by who they are, and nobody is asked: only limits for everyone and for anonymous act. Set --api-keys, --users, --jwt-issuer or --client-ca.\n"
                .formatted(file));
  }

  /** Returns what a server says that asks nobody who they are. */
  private static String startedFlight(String file) throws Exception {
    try (RunningCommand server =
        new RunningCommand(
            "start-flight-server",
            "--config",
            file,
            "--flight-location",
            "grpc://127.0.0.1:0",
            "--warm-up",
            "0")) {
      return server.console.err();
    }
  }

  @Test
  void theExampleOfTheReferenceCanBeServed() throws Exception {
    String page = Files.readString(Path.of("../docs/reference/limits.md"));
    String services =
        """
        sources:
          lake: {kind: duckdb, roots: ["."]}
        services:
          sales.orders: {source: lake, statement: SELECT 1 AS a}
          sales.ledger: {source: lake, statement: SELECT 1 AS a}
        """;
    String file = served.file(services + PolicyDocsTest.block(page, "yaml"));
    TestConsole console = new TestConsole();
    assertThat(console.run("check-config", file)).as(console.err()).isZero();
  }
}
