package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.SignIn;
import io.fastflight.declared.DeclaredPolicy;
import io.fastflight.service.Secret;
import io.fastflight.wire.ClientTls;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys, users, certificates, and servers that use them. */
class SecurityCommandsTest {
  @TempDir Path folder;

  private TestConsole ok(String... args) {
    TestConsole console = new TestConsole();
    assertThat(console.run(args)).as(console.err()).isZero();
    return console;
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private List<String> lines(String... args) {
    return ok(args).out().lines().toList();
  }

  @Test
  void aKeyIsMadeListedAndRevoked() {
    String keys = path("keys");
    String key =
        ok("keys", "create", "reports", "--file", keys, "--role", "reader", "--expires-days", "30")
            .out()
            .strip();
    String id = key.substring(4, 12);
    assertThat(lines("keys", "list", "--file", keys))
        .hasSize(2)
        .last()
        .asString()
        .startsWith(id)
        .endsWith("reports  reader")
        .doesNotContain(key.substring(13));
    ok("keys", "revoke", id, "--file", keys);
    assertThat(lines("keys", "list", "--file", keys)).hasSize(1);
  }

  @Test
  void aUserIsSetListedAndRemoved() throws Exception {
    Files.writeString(folder.resolve("password"), "canary-horse\n");
    ok("users", "set", "ada", "--file", path("users"), "--password-file", path("password"));
    assertThat(lines("users", "list", "--file", path("users"))).containsExactly("ada");
    ok("users", "remove", "ada", "--file", path("users"));
    assertThat(Files.readString(folder.resolve("users"))).doesNotContain("ada");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "keys mend x | keys does create, list or revoke, not 'mend'.",
        "keys create | keys create needs a name or an id.",
        "keys create a --expires-days 0 | --expires-days must be 1..3650, was 0.",
        "users set ada | users set needs --password-file.",
        "dev-certs --days 0 | --days must be 1..825, was 0.",
        "start-flight-server --tls-cert a.pem | --tls-cert needs --tls-key as well: a certificate is of no use without its key, nor a key without its certificate.",
        "start-flight-server --client-ca a.pem | --client-ca needs TLS: set --tls-cert and --tls-key as well.",
        "start-flight-server --tls-cert no.pem --tls-key no.pem | The file 'no.pem' does not exist.",
        "start-flight-server --jwt-issuer a | --jwt-issuer, --jwt-audience and --jwt-keys belong together: set all three.",
        "start-flight-server --flight-location grpc+tls://127.0.0.1:0 | --flight-location grpc+tls://127.0.0.1:0 needs a certificate: set --tls-cert and --tls-key.",
        "start-flight-server --audit-required | --audit-key, --audit-parameters and --audit-required need --audit-log.",
        "start-flight-server --audit-log a.log --audit-files 1 | --audit-log: maxFiles must be 2..1000, was 1.",
        "start-flight-server --audit-log a.log --audit-max-size 1B | --audit-log: maxBytes must be 4096 or more, was 1.",
        "start-flight-server --audit-log a.log --audit-key no.key | --audit-log: The file 'no.key' cannot be read: java.nio.file.NoSuchFileException: no.key",
        "start-rest-server --session-lifetime -1 | --session-lifetime must be 0 to 86400 seconds, was -1.",
        "start-rest-server --session-lifetime 86401 | --session-lifetime must be 0 to 86400 seconds, was 86401.",
        "start-rest-server --direct-tickets | --direct-tickets is for tickets, and a server without a Flight door makes none. Give it to the Flight server.",
        "start-rest-server --config a.yaml --ticket-lifetime 60 | --ticket-lifetime is for tickets, and a server without a Flight door makes none. Give it to the Flight server.",
        "start-rest-server --ticket-keys a | --ticket-keys seals what a provider sends back with --oidc-issuer, which is missing; tickets are of the Flight server.",
        "start-rest-server --audit-log a.log --audit-parameters | --audit-parameters is for parameters, which are known where services are. Give it to the Flight server, or serve a file by --config.",
        "start-rest-server --audit-log a.log --audit-key a | --audit-key is for parameters, which are known where services are. Give it to the Flight server, or serve a file by --config.",
        "start-rest-server --watch | --watch needs --config.",
        "start-rest-server --config a.yaml --flight-location grpc://127.0.0.1:1 | --flight-location is for a Flight server behind this one, and with --config there is none. Leave one of them out.",
        "start-all --oidc-client-id a | --oidc-issuer, --oidc-client-id, --oidc-client-secret and --oidc-redirect-uri belong together: set all four.",
        "start-all --session-lifetime 0 --oidc-issuer https://a | --oidc-issuer needs sessions: --session-lifetime must be 1 to 86400, was 0.",
        "start-all --oidc-issuer https://a --oidc-client-id a --oidc-redirect-uri https://b --oidc-client-secret no.txt | The file 'no.txt' cannot be read: java.nio.file.NoSuchFileException: no.txt",
        "start-all --oidc-issuer http://a --oidc-client-id a --oidc-redirect-uri https://b --oidc-client-secret pom.xml | The OIDC issuer must be an https URL without a query, or an http one of this machine, was 'http://a'.",
        "services --trusted-location https://a | --trusted-location: The location must be grpc://host:port, grpc+tls://host:port or grpc+unix:///path, was 'https://a'. An example is grpc://127.0.0.1:8815.",
        "services --user ada | --user and --password-file belong together: set both.",
        "services --token-file /dev/null | A token must be printable ASCII without blanks, and not empty.",
        "services --user a:b --password-file /dev/null | A user's name must not be empty or have a colon.",
        "services --cert a.pem | --cert needs --key as well: a certificate is of no use without its key, nor a key without its certificate."
      })
  void wrongOptionsAreOneLineAndExitCode2(String command, String message) {
    TestConsole console = new TestConsole();
    assertThat(console.run(command.split(" "))).isEqualTo(2);
    assertThat(console.err()).isEqualTo("fastflight: " + message + "\n");
  }

  @Test
  void certificatesAreNotReplacedAndTheirKeysAreTheOwners() throws Exception {
    String certs = path("certs");
    assertThat(lines("dev-certs", "--out", certs)).hasSize(5);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("certs/server.key"))))
        .isEqualTo("rw-------");
    TestConsole again = new TestConsole();
    assertThat(again.run("dev-certs", "--out", certs)).isEqualTo(2);
    assertThat(again.err()).contains("is there already. Remove it, or give another folder");
  }

  @Test
  void certificatesSayWhatStrictClientsWantToKnow() throws Exception {
    String certs = path("certs");
    ok("dev-certs", "--out", certs);
    X509Certificate authority = certificate("certs/ca.pem");
    assertThat(authority.getKeyUsage()).startsWith(false, false, false, false, false, true, true);
    byte[] id = authority.getExtensionValue("2.5.29.14"); // in an octet string, in another
    for (String issued : List.of("certs/server.pem", "certs/client.pem")) {
      X509Certificate certificate = certificate(issued);
      assertThat(certificate.getKeyUsage()).startsWith(true, false, false, false, false, false);
      assertThat(certificate.getExtensionValue("2.5.29.35"))
          .as("who signed %s", issued)
          .endsWith(Arrays.copyOfRange(id, id.length - 20, id.length));
    }
  }

  private X509Certificate certificate(String file) throws Exception {
    try (InputStream pem = Files.newInputStream(folder.resolve(file))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }

  @Test
  void aServerWithDevCertsAndKeysServesWhoSignsInAndTellsNoSecret() throws Exception {
    String certs = path("certs");
    ok("dev-certs", "--out", certs);
    String key =
        ok("keys", "create", "reports", "--file", path("keys"), "--role", "reader").out().strip();
    Files.writeString(folder.resolve("token"), key + "\n");
    Files.writeString(folder.resolve("policy.yaml"), DeclaredPolicy.EXAMPLE);
    TestConsole console = new TestConsole();
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    Thread server = new Thread(() -> exit.complete(console.run(serving(certs))), "server command");
    server.start();
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> console.out().endsWith("\n") || exit.isDone());
      assertThat(console.out())
          .as(console.err())
          .matches(
              "ready flight=grpc\\+tls://0\\.0\\.0\\.0:\\d+ http=https://127\\.0\\.0\\.1:\\d+/fastflight\n");
      String location =
          console.out().replaceAll("(?s).*flight=grpc\\+tls://0\\.0\\.0\\.0:(\\d+) .*", "$1");
      readBoth("grpc+tls://127.0.0.1:" + location, certs, key);
    } finally {
      server.interrupt();
      assertThat(exit.get(60, TimeUnit.SECONDS)).isZero();
      server.join();
    }
    assertThat(console.out() + console.err()).doesNotContain(key.substring(13));
  }

  @Test
  void aRefusedQueryIsFoundInTheAuditLogByTheIdItShows() throws Exception {
    TestConsole refused = new TestConsole();
    Path audit = folder.resolve("audit.log");
    try (RunningCommand server =
        new RunningCommand(
            "start-all",
            "--flight-location",
            "grpc://127.0.0.1:0",
            "--rest-port",
            "0",
            "--warm-up",
            "0",
            "--audit-log",
            audit.toString(),
            "--audit-parameters")) {
      String flight = server.address("flight");
      ok("query", "demo.echo", "-p", "message=hi", "--flight-location", flight);
      assertThat(refused.run("query", "demo.ehco", "--flight-location", flight)).isNotZero();
      HttpURLConnection metrics =
          (HttpURLConnection) new URL(server.address("http") + "/metrics").openConnection();
      metrics.setRequestProperty("connection", "close");
      try (InputStream text = metrics.getInputStream()) {
        assertThat(new String(text.readAllBytes(), StandardCharsets.UTF_8))
            .contains("fastflight_audit_lost_total 0.0");
      }
    }
    Matcher id = Pattern.compile(" \\(call ([0-9a-f]{32})\\)\n$").matcher(refused.err());
    assertThat(id.find()).as(refused.err()).isTrue();
    assertThat(Files.readString(audit))
        .contains("\"parameters\":{\"param_type\":\"demo.echo\",\"message\":\"hi\"")
        .containsPattern(
            "\"call\":\"" + id.group(1) + "\".*\"asked\":\"demo.ehco\".*\"outcome\":\"NOT_FOUND\"");
    TestConsole unwritable = new TestConsole();
    assertThat(unwritable.run("start-all", "--audit-log", folder.toString())).isEqualTo(2);
    assertThat(unwritable.err()).contains("cannot be written").contains("it is no regular file");
  }

  private String[] serving(String certs) {
    return new String[] {
      "start-all",
      "--verbose",
      "--flight-location",
      "grpc://0.0.0.0:0",
      "--rest-port",
      "0",
      "--warm-up",
      "0",
      "--direct-tickets",
      "--tls-cert",
      certs + "/server.pem",
      "--tls-key",
      certs + "/server.key",
      "--api-keys",
      path("keys"),
      "--config",
      path("policy.yaml"),
      "--demo"
    };
  }

  private void readBoth(String location, String certs, String key) {
    String ca = certs + "/ca.pem";
    assertThat(
            lines(
                "services",
                "--flight-location",
                location,
                "--ca",
                ca,
                "--token-file",
                path("token")))
        .anyMatch(line -> line.contains("demo.flights"));
    TestConsole unknown = new TestConsole();
    assertThat(unknown.run("services", "--flight-location", location, "--ca", ca)).isEqualTo(3);
    assertThat(unknown.err()).startsWith("fastflight: This server wants to know who calls.");
    try (FastFlightClient client =
        FastFlightClient.connect(
            ClientConfig.builder(location)
                .tls(ClientTls.trusting(Path.of(ca)))
                .signIn(SignIn.token(Secret.of(key)))
                .build())) {
      assertThat(client.services()).isNotEmpty();
    }
  }
}
