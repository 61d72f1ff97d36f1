package io.fastflight.it.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.it.Program;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.UserFile;
import io.fastflight.service.Secret;
import io.fastflight.testkit.attack.TestIssuer;
import io.fastflight.testkit.certificates.TestAuthority;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with a secret in every setting that takes one, called well and badly: none of them is in
 * what it prints, logs, answers or shows to {@code ps}.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
@Timeout(300)
class CanaryTest {
  private static final String PASSWORD = "canary-password-of-ada-93";
  private static final String DATABASE = "canary-of-the-database-17";
  private static final String MASK = "canary-of-the-mask-key-55";
  private static final String WRONG = "canary-of-a-wrong-one-71";

  private static final String CONFIG =
      """
        sources:
          files: {kind: duckdb, roots: [data]}
        services:
          people: {source: files, statement: "SELECT 'ada' AS name, 7 AS pay"}
        policy:
          roles: [reader]
          mask_key: ${file:mask-key}
          rules:
            readers:
              roles: [reader]
              services: [people]
              masks: {name: hash}
        """;

  private static final String UNREACHABLE =
      """
        sources:
          shop:
            kind: postgres
            url: jdbc:postgresql://127.0.0.1:1/shop
            user: reader
            password: ${env:CANARY_DATABASE}
        services:
          orders: {source: shop, statement: "SELECT 1 AS id"}
        """;

  private static final List<String> PATHS =
      List.of(
          "/stream/people?format=csv",
          "/stream/people?format=ndjson",
          "/stream/orders?format=csv",
          "/stream/none",
          "/stream/people?pay=1",
          "/services",
          "/services/people",
          "/services/orders",
          "/openapi.json",
          "/docs",
          "/metrics",
          "/health/ready",
          "/registered_data_types",
          "/../",
          "/%zz");

  @TempDir Path folder;
  private final Map<String, String> canaries = new LinkedHashMap<>();
  private final StringBuilder seen = new StringBuilder();

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Hides a secret in a file, and returns the file. */
  private String hidden(String name, String secret) throws Exception {
    canaries.put(name, secret);
    return Files.writeString(folder.resolve(name), secret + "\n").toString();
  }

  private static String seal(int seed) {
    byte[] key = new byte[32];
    new java.util.Random(seed).nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private void config() throws Exception {
    hidden("mask-key", MASK);
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("fastflight.yaml"), CONFIG);
    Files.writeString(folder.resolve("unreachable.yaml"), UNREACHABLE);
  }

  /** A source that cannot be reached stops the start, and its password is not told. */
  private void startWithoutADatabase() throws Exception {
    List<String> command = List.of("start-all", "--verbose", "--config", path("unreachable.yaml"));
    try (Program server = Program.start(folder, Map.of("CANARY_DATABASE", DATABASE), command)) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.err()).contains("source 'shop' cannot be opened");
      seen.append(server.out()).append(server.err());
    }
  }

  private void hideKeys(TestAuthority.Pair pair) throws Exception {
    String pem = Files.readString(pair.key());
    canaries.put("TLS key", pem.lines().skip(2).findFirst().orElseThrow());
    String tickets = seal(1);
    String audit = seal(2);
    Files.writeString(folder.resolve("ticket-keys"), "one " + tickets + "\n");
    Files.writeString(folder.resolve("audit-keys"), "two " + audit + "\n");
    canaries.put("ticket key", tickets);
    canaries.put("audit key", audit);
  }

  private List<String> command(TestAuthority authority, TestIssuer issuer) throws Exception {
    TestAuthority.Pair pair = authority.rsaServer();
    hideKeys(pair);
    return List.of(
        "start-all",
        "--verbose",
        "--config",
        path("fastflight.yaml"),
        "--flight-location",
        "grpc://127.0.0.1:0",
        "--rest-port",
        "0",
        "--warm-up",
        "0",
        "--tls-cert",
        pair.certificate().toString(),
        "--tls-key",
        pair.key().toString(),
        "--client-ca",
        authority.certificate().toString(),
        "--api-keys",
        path("keys"),
        "--users",
        path("users"),
        "--jwt-issuer",
        TestIssuer.ISSUER,
        "--jwt-audience",
        TestIssuer.AUDIENCE,
        "--jwt-keys",
        issuer.keys().toString(),
        "--ticket-keys",
        path("ticket-keys"),
        "--audit-log",
        path("audit.log"),
        "--audit-key",
        path("audit-keys"),
        "--audit-parameters");
  }

  @Test
  void noSecretIsInAnythingThatComesOutOfAServer() throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    TestIssuer issuer = TestIssuer.in(folder);
    String key =
        new ApiKeyFile(folder.resolve("keys"))
            .create("kim", Set.of("reader"), Optional.empty())
            .reveal();
    String jwt = issuer.right();
    hideCredentials(key, jwt);
    config();
    startWithoutADatabase();
    try (Program server = Program.start(folder, Map.of(), command(authority, issuer))) {
      assertThat(server.ready()).as(server.err()).startsWith("ready ");
      String http = server.ready().replaceAll("(?s).*http=(\\S+).*", "$1");
      String flight = server.flight();
      seen.append(Files.readString(Path.of("/proc/" + server.pid() + "/cmdline")));
      overHttp(http, authority.certificate(), key, jwt);
      overTheCommandLine(flight, authority.certificate());
      server.signal("HUP"); // reads the file again, and tells of it
      overHttp(http, authority.certificate(), key, jwt);
      server.signal("TERM");
      assertThat(server.exitCode()).isZero();
      seen.append(server.out()).append(server.err());
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path log :
          files.filter(file -> file.getFileName().toString().startsWith("audit.log")).toList()) {
        seen.append(Files.readString(log));
      }
    }
    assertThat(seen.toString())
        .as("what was looked through tells of calls")
        .contains("UNAUTHENTICATED", "people", "orders", "\"identity\":\"ada\"", "fastflight_");
    canaries.forEach((what, secret) -> assertThat(seen).as(what).doesNotContain(secret));
  }

  private void hideCredentials(String key, String jwt) throws Exception {
    new UserFile(folder.resolve("users")).set("ada", Secret.of(PASSWORD), Set.of("reader"));
    hidden("token", key);
    hidden("password", PASSWORD);
    canaries.put("database", DATABASE);
    canaries.put("a wrong password", WRONG);
    canaries.put("what a header of Basic says", basic("ada", PASSWORD));
    canaries.put("JWT", jwt.substring(jwt.lastIndexOf('.')));
    canaries.put("key without its id", key.substring(13));
  }

  private static String basic(String user, String password) {
    return Base64.getEncoder()
        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private void overHttp(String base, Path trust, String key, String jwt) throws Exception {
    List<List<String>> callers =
        List.of(
            List.of("-H", "x-api-key: " + key),
            List.of("-H", "authorization: Bearer " + jwt),
            List.of("-u", "ada:" + PASSWORD),
            List.of("-u", "ada:" + WRONG),
            List.of("-H", "authorization: Bearer " + WRONG),
            List.of("-H", "authorization: Bearer " + key + "x"),
            List.of("-H", "authorization: Bearer " + jwt + "x"),
            List.of("-H", "authorization: Digest " + WRONG),
            List.of("-H", "authorization: Bearer " + key, "-H", "x-api-key: " + key),
            List.of());
    for (List<String> caller : callers) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "curl",
                  "-sS",
                  "-i",
                  "--path-as-is",
                  "--max-time",
                  "60",
                  "--cacert",
                  trust.toString()));
      command.addAll(caller);
      PATHS.forEach(path -> command.add(base + path));
      run(command);
    }
  }

  private void overTheCommandLine(String flight, Path trust) throws Exception {
    for (List<String> caller :
        List.of(
            List.of("--token-file", path("token")),
            List.of("--user", "ada", "--password-file", path("password")),
            List.of("--user", "ada", "--password-file", path("mask-key")))) {
      for (String service : List.of("people", "orders")) {
        List<String> arguments =
            new ArrayList<>(
                List.of(
                    "query",
                    service,
                    "-o",
                    "csv",
                    "--flight-location",
                    flight,
                    "--ca",
                    trust.toString()));
        arguments.addAll(caller);
        try (Program query = Program.start(folder, Map.of(), arguments)) {
          query.exitCode();
          seen.append(query.out()).append(query.err());
        }
      }
    }
  }

  private void run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    seen.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
  }
}
