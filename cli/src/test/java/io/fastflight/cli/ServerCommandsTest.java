package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that serve, and the demo, in this JVM; signals are LauncherTest's. */
class ServerCommandsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A server command on a thread of its own. */
  private static final class Running implements AutoCloseable {
    final TestConsole console = new TestConsole();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final Thread thread;

    Running(String... args) {
      thread = new Thread(() -> exit.complete(console.run(args)), "server command");
      thread.start();
    }

    String ready() {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> console.out().endsWith("\n") || exit.isDone());
      assertThat(console.err()).doesNotContain("fastflight: Cannot");
      return console.out();
    }

    String address(String door) {
      return ready().replaceAll("(?s).*\\b" + door + "=(\\S+).*", "$1");
    }

    int stop() throws Exception {
      thread.interrupt();
      return exit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
      stop();
      thread.join();
    }
  }

  private record Answer(int status, String body) {}

  /** Asks over a connection of its own, which java.net.http would keep. */
  private static Answer catalogue(String address) throws IOException {
    HttpURLConnection call =
        (HttpURLConnection) new URL(address + "/registered_data_types").openConnection();
    call.setRequestProperty("connection", "close");
    try {
      int status = call.getResponseCode();
      try (InputStream body = status < 400 ? call.getInputStream() : call.getErrorStream()) {
        return new Answer(status, new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
    } finally {
      call.disconnect();
    }
  }

  @Test
  void startAllServesOnBothDoorsOnceItIsReady() throws Exception {
    try (Running server =
        new Running(
            "start-all",
            "--flight-location",
            "grpc://127.0.0.1:0",
            "--rest-port",
            "0",
            "--rest-prefix",
            "/data")) {
      assertThat(server.ready())
          .matches(
              "ready flight=grpc://127\\.0\\.0\\.1:\\d+ http=http://127\\.0\\.0\\.1:\\d+/data\n");
      assertThat(catalogue(server.address("http")).body()).contains("demo.flights");
      TestConsole console = new TestConsole();
      int exit = console.run("services", "--flight-location", server.address("flight"));
      assertThat(exit).isZero();
      assertThat(console.out()).contains("demo.flights", "demo.generate");
      assertThat(server.console.err()).isEmpty();
      assertThat(server.stop()).isZero();
    }
  }

  @Test
  void theHttpDoorAnswersUnderItsNamesAndForTheOriginsItIsGiven() throws Exception {
    try (Running server =
        new Running(
            "start-all",
            "--flight-location",
            "grpc://127.0.0.1:0",
            "--rest-port",
            "0",
            "--rest-allowed-host",
            "data.example.org",
            "--rest-allowed-origin",
            "https://a.example.org,https://b.example.org")) {
      server.ready();
      int port = URI.create(server.address("http")).getPort();
      String ask =
          "GET /fastflight/services HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nConnection: close\r\n\r\n";
      assertThat(exchanged(port, ask.formatted("data.example.org", "https://b.example.org")))
          .startsWith("HTTP/1.1 200 OK")
          .contains("access-control-allow-origin: https://b.example.org");
      assertThat(exchanged(port, ask.formatted("evil.example.org", "https://b.example.org")))
          .startsWith("HTTP/1.1 421 Misdirected Request");
    }
  }

  private static String exchanged(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theHttpDoorMayComeUpBeforeTheServerBehindIt() throws Exception {
    String flight = "grpc://127.0.0.1:" + freePort();
    try (Running rest =
        new Running("start-rest-server", "--rest-port", "0", "--flight-location", flight)) {
      assertThat(rest.ready()).matches("ready http=http://127\\.0\\.0\\.1:\\d+/fastflight\n");
      assertThat(rest.console.err())
          .isEqualTo(
              "fastflight: warning: No catalogue from %s yet (HTTP 503); requests will fail until that server answers.\n"
                  .formatted(flight));
      assertThat(catalogue(rest.address("http")).status()).isEqualTo(503);
      try (Running server = new Running("start-flight-server", "--flight-location", flight)) {
        assertThat(server.ready()).isEqualTo("ready flight=" + flight + "\n");
        Awaitility.await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(catalogue(rest.address("http")).body()).contains("demo.flights"));
      }
    }
  }

  @Test
  void aPortInUseIsOneLineAndExitCode1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      TestConsole flight = new TestConsole();
      assertThat(flight.run("start-all", "--flight-location", "grpc://127.0.0.1:" + port))
          .isEqualTo(1);
      assertThat(flight.err())
          .isEqualTo(
              "fastflight: Cannot listen on 127.0.0.1:%s: Address already in use. Is another server running there? Choose another port, or 0 for any free one.\n"
                  .formatted(port));
      assertThat(flight.out()).isEmpty();

      TestConsole http = new TestConsole();
      assertThat(
              http.run("start-all", "--flight-location", "grpc://127.0.0.1:0", "--rest-port", port))
          .isEqualTo(1);
      assertThat(http.err()).startsWith("fastflight: Cannot listen on 127.0.0.1:" + port);
      assertThat(http.err().lines()).hasSize(1);
      assertThat(http.out()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "start-flight-server --flight-location grpc://0.0.0.0:0 | 0.0.0.0 can be reached by others, and this server has neither TLS nor authentication. Use 127.0.0.1; or set TLS (--tls-cert, --tls-key) and authentication (--api-keys, --users, --jwt-issuer or --client-ca); or say --insecure if the network is trusted.",
        "start-flight-server --flight-location grpc://127.0.0.1 | --flight-location must be grpc://host:port, was 'grpc://127.0.0.1'. An example is grpc://127.0.0.1:8815.",
        "start-flight-server --no-demo --plugins /no/such/folder | The plug-in folder '/no/such/folder' cannot be read. Give a folder with *.jar files to --plugins.",
        "start-flight-server --max-memory-in-flight lots | --max-memory-in-flight must be a size of 1 byte or more, in whole B, KiB, MiB, GiB or TiB (or KB, MB, GB, TB, by thousands), was 'lots'. An example is 512MiB.",
        "start-all --max-request-memory 0 | --max-request-memory must be a size of 1 byte or more, in whole B, KiB, MiB, GiB or TiB (or KB, MB, GB, TB, by thousands), was '0'. An example is 512MiB.",
        "start-all --max-memory-in-flight 1MiB --max-request-memory 1048577 | --max-memory-in-flight and --max-request-memory: maxRequestBytes must be at most maxBytesInFlight, 1048576, was 1048577. Lower the one or raise the other.",
        "start-rest-server --rest-port 70000 | port must be 0..65535, was 70000.",
        "start-rest-server --rest-prefix /a/ | prefix must be empty or like /fastflight, without a slash at its end, was '/a/'.",
        "start-rest-server --rest-allowed-origin app.example.org | An origin must be like https://app.example.org, without a path, was 'app.example.org'.",
        "start-rest-server --rest-allowed-host data.example.org:80 | A host must be a name without a port such as data.example.org, or *, was 'data.example.org:80'."
      })
  void wrongOptionsAreOneLineAndExitCode2(String command, String message) {
    TestConsole console = new TestConsole();
    assertThat(console.run(command.split(" "))).isEqualTo(2);
    assertThat(console.err()).isEqualTo("fastflight: " + message + "\n");
  }

  @Test
  void insecureListensForOthersAndWarnsEachTime() throws Exception {
    try (Running server =
        new Running("start-flight-server", "--insecure", "--flight-location", "grpc://0.0.0.0:0")) {
      assertThat(server.ready()).matches("ready flight=grpc://0\\.0\\.0\\.0:\\d+\n");
      assertThat(server.console.err())
          .isEqualTo(
              "fastflight: warning: --insecure: whoever reaches this server can read its data; there is neither TLS nor authentication.\n");
    }
  }

  @Test
  void aRequestOverTheMemoryOfOneIsRefusedByItsSize() throws Exception {
    try (Running server =
        new Running(
            "start-flight-server",
            "--flight-location",
            "grpc://127.0.0.1:0",
            "--max-memory-in-flight",
            "8MiB",
            "--max-request-memory",
            "64KiB")) {
      TestConsole console = new TestConsole();
      int exit =
          console.run(
              "query",
              "demo.generate",
              "--param",
              "rows=100000",
              "--flight-location",
              server.address("flight"));
      assertThat(exit).isEqualTo(1);
      assertThat(console.err())
          .contains(
              "demo.generate needed more memory after 0 rows than one request may hold, 65536 bytes.");
    }
  }

  @Test
  void aPlugInThatCannotBeLoadedIsAWarningAndTheOthersServe(@TempDir Path plugins)
      throws Exception {
    Files.writeString(plugins.resolve("broken.jar"), "no jar at all");
    try (Running server =
        new Running(
            "start-flight-server",
            "--flight-location",
            "grpc://127.0.0.1:0",
            "--plugins",
            plugins.toString())) {
      assertThat(server.ready()).startsWith("ready flight=");
      assertThat(server.console.err())
          .startsWith("fastflight: warning: Plug-in broken.jar could not be loaded: ");
      assertThat(server.console.err().lines()).hasSize(1);
    }
  }

  @Test
  void aServerWithoutServicesSaysSo() throws Exception {
    try (Running server =
        new Running(
            "start-flight-server", "--no-demo", "--flight-location", "grpc://127.0.0.1:0")) {
      server.ready();
      assertThat(server.console.err())
          .isEqualTo(
              "fastflight: warning: There is no service: give a folder with --plugins, or leave --no-demo out.\n");
    }
  }

  @Test
  void theDemoComparesBothDoorsAndSaysWhatIsNext() {
    TestConsole console = new TestConsole();
    assertThat(console.run("demo")).isZero();
    assertThat(console.out())
        .contains("demo.flights with origin=SEA:")
        .contains("10 of 5,821 rows shown")
        .contains("Both doors agree: the same schema, row count and values.")
        .containsPattern("demo.generate  Flight  3,276,800 ")
        .containsPattern("demo.generate  HTTP    3,276,800 ")
        .contains("./fastflight start-all")
        .contains("import pyarrow.flight");
    assertThat(console.out().lines().map(String::strip).filter(l -> l.startsWith("./fastflight ")))
        .hasSizeGreaterThan(3)
        .allSatisfy(
            line -> {
              String[] args = line.replaceFirst("\\S+ ", "").split(" ");
              CommandRunner.commandLine(console.console(), false, "").parseArgs(args);
            });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
