package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program as a shell sees it: real processes, signals and exit codes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
@Timeout(value = 5, unit = TimeUnit.MINUTES) // the first start prepares an archive of classes
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LauncherTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path DIST = Program.DIST;
  private static final Path LAUNCHER = Program.LAUNCHER;
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final List<Program> started = new ArrayList<>();
  @TempDir Path folder;
  private Program shared;

  /** Begins a server for all tests that leave it alone. */
  @BeforeAll
  void startShared(@TempDir Path files) throws IOException {
    shared =
        Program.begin(
            files,
            Map.of(),
            List.of(
                LAUNCHER.toString(),
                "start-flight-server",
                "--flight-location",
                "grpc://127.0.0.1:0"));
    shared.ready();
  }

  @AfterAll
  void stopShared() throws Exception {
    shared.signal("TERM");
    assertThat(shared.exitCode()).isZero();
  }

  @AfterEach
  void endAll() throws InterruptedException {
    for (Program program : started) {
      program.close();
    }
  }

  private Program start(Map<String, String> environment, List<String> command) throws IOException {
    Program program = Program.begin(folder, environment, command);
    started.add(program);
    return program;
  }

  private Program fastflight(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(args));
    return start(Map.of(), command);
  }

  private Program server() throws IOException {
    return fastflight("start-flight-server", "--flight-location", "grpc://127.0.0.1:0");
  }

  /** A query of about {@code seconds}, ten batches a second. */
  private Program longQuery(Program server, int seconds, String out) throws IOException {
    return fastflight(
        "query",
        "demo.generate",
        "-p",
        "rows=" + 100 * seconds,
        "-p",
        "batch_rows=10",
        "-p",
        "delay_ms=100",
        "-p",
        "columns=1",
        "--out",
        out,
        "--flight-location",
        server.flight());
  }

  private static Path jar() throws IOException {
    try (Stream<Path> jars = Files.list(DIST.resolve("lib"))) {
      return jars.filter(jar -> jar.toString().contains("fastflight-cli-")).findAny().orElseThrow();
    }
  }

  private void awaitPartOf(String out) {
    Awaitility.await().atMost(PATIENCE).until(() -> partOf(out) > 0);
  }

  /** Returns the size of the unfinished file beside {@code out}, or 0. */
  private long partOf(String out) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Path part =
          files
              .filter(file -> file.getFileName().toString().startsWith("." + out + "."))
              .findAny()
              .orElse(null);
      return part == null ? 0 : Files.size(part);
    }
  }

  private List<String> namesOf(String out) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).filter(n -> n.contains(out)).toList();
    }
  }

  /** Anyone could fill the disk with a stack trace a connection. */
  @Test
  void whoeverSpeaksSomethingElseIsNotInTheLog() throws Exception {
    assertThat(fastflight("dev-certs", "--out", "certs").exitCode()).isZero();
    Program secured =
        fastflight(
            "start-all",
            "--tls-cert",
            "certs/server.pem",
            "--tls-key",
            "certs/server.key",
            "--flight-location",
            "grpc+tls://127.0.0.1:0",
            "--rest-port",
            "0");
    secured.ready();
    byte[] plain = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] hello = {22, 3, 1, 0, 5, 1, 0, 0, 1, 3, 13, 10, 13, 10};
    for (int i = 0; i < 3; i++) {
      say(plain, secured.flight());
      say(plain, secured.http());
      say(hello, shared.flight());
    }
    assertThat(secured.err()).doesNotContain("Exception");
    assertThat(shared.err()).doesNotContain("Exception");
  }

  /** Sends it, and waits until the other end hangs up. */
  private static void say(byte[] something, String location) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(location).getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(something);
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      // that is hanging up, too
    }
  }

  @Test
  void theVersionIsToldFromAnyFolderAndThroughALink() throws Exception {
    Program direct = fastflight("--version");
    assertThat(direct.exitCode()).isZero();
    assertThat(direct.out()).matches("fastflight \\S+ on Java \\S+\\R");
    assertThat(direct.err()).isEmpty();

    Path link = Files.createSymbolicLink(folder.resolve("ff"), LAUNCHER);
    Path second = Files.createSymbolicLink(folder.resolve("gg"), Path.of(link.getFileName() + ""));
    Program linked = start(Map.of(), List.of(second.toString(), "--version"));
    assertThat(linked.exitCode()).isZero();
    assertThat(linked.out()).isEqualTo(direct.out());
    Files.delete(second);
    Files.delete(link);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aServerThatIsToldToStopExitsWith0(String signal) throws Exception {
    Program server =
        fastflight("start-all", "--flight-location", "grpc://127.0.0.1:0", "--rest-port", "0");
    assertThat(server.ready())
        .matches(
            "ready flight=grpc://127\\.0\\.0\\.1:\\d+ http=http://127\\.0\\.0\\.1:\\d+/fastflight\n");
    server.signal(signal);
    assertThat(server.exitCode()).isZero();
    assertThat(server.err()).isEmpty();
  }

  @Test
  void aServerThatIsToldToStopLetsStreamsEnd() throws Exception {
    Program server = server();
    Program query = longQuery(server, 2, "rows.csv");
    awaitPartOf("rows.csv");
    server.signal("TERM");
    assertThat(query.exitCode()).isZero();
    assertThat(server.exitCode()).isZero();
    assertThat(folder.resolve("rows.csv")).content().hasLineCount(201);
  }

  @Test
  void aServerThatIsKilledLeavesNoFileThatLooksWhole() throws Exception {
    Program server = server();
    Program query = longQuery(server, 60, "rows.csv");
    awaitPartOf("rows.csv");
    server.kill();
    assertThat(query.exitCode()).isEqualTo(4);
    assertThat(query.err()).startsWith("fastflight: The stream broke after ").contains(" rows. ");
    assertThat(query.err().lines()).hasSize(1);
    assertThat(namesOf("rows.csv")).isEmpty();
  }

  @Test
  void aQueryThatIsInterruptedLeavesNoFile() throws Exception {
    Program query = longQuery(shared, 60, "rows.csv");
    awaitPartOf("rows.csv");
    query.signal("INT");
    assertThat(query.exitCode()).isEqualTo(130);
    assertThat(query.err()).isEmpty();
    assertThat(namesOf("rows.csv")).isEmpty();
  }

  @Test
  void aReaderThatHasEnoughEndsTheQueryQuietly() throws Exception {
    Program query =
        start(
            Map.of(),
            List.of(
                "bash",
                "-c",
                "set -o pipefail; '%s' query demo.generate -p rows=10000000 -o csv --flight-location %s | head -n 2"
                    .formatted(LAUNCHER, shared.flight())));
    assertThat(query.exitCode()).isEqualTo(141);
    assertThat(query.out()).startsWith("c0,c1,").hasLineCount(2);
    assertThat(query.err()).isEmpty();
  }

  @Test
  void aPortInUseIsOneLineAndExitCode1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String location = "grpc://127.0.0.1:" + taken.getLocalPort();
      Program server = fastflight("start-flight-server", "--flight-location", location);
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.err())
          .startsWith("fastflight: Cannot listen on 127.0.0.1:" + taken.getLocalPort());
      assertThat(server.err().lines()).hasSize(1);
      assertThat(server.out()).isEmpty();
    }
  }

  @Test
  void wrongUsageAndRefusalHaveTheirExitCodes() throws Exception {
    assertThat(fastflight("qurey").exitCode()).isEqualTo(2);
    Program refused = fastflight("query", "demo.flihgts", "--flight-location", shared.flight());
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).contains("Closest registered: demo.flights");
  }

  @Test
  void textBeyondAsciiArrivesInAnyLocale() throws Exception {
    Program query =
        start(
            Map.of("LC_ALL", "C", "LANG", "C"),
            List.of(
                LAUNCHER.toString(),
                "query",
                "demo.echo",
                "-p",
                "message=žluťoučký 😀",
                "-o",
                "ndjson",
                "--flight-location",
                shared.flight()));
    assertThat(query.err()).isEmpty();
    assertThat(query.exitCode()).isZero();
    assertThat(query.out()).contains("žluťoučký 😀");
  }

  @Test
  void theJarAloneServesAndReads() throws Exception {
    Program server =
        start(
            Map.of(),
            List.of(
                JAVA,
                "-jar",
                jar().toString(),
                "start-flight-server",
                "--flight-location",
                "grpc://127.0.0.1:0"));
    Program query =
        start(
            Map.of(),
            List.of(
                JAVA,
                "-jar",
                jar().toString(),
                "query",
                "demo.flights",
                "-p",
                "origin=SEA",
                "-o",
                "csv",
                "--flight-location",
                server.flight()));
    assertThat(query.exitCode()).isZero();
    assertThat(query.out().lines()).hasSize(5_822);
    server.signal("TERM");
    assertThat(server.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "start-all", "query x"})
  void aJvmWithoutTheFlagsIsOneClearSentence(String command) throws Exception {
    List<String> line =
        new ArrayList<>(List.of(JAVA, "-cp", DIST + "/lib/*", "io.fastflight.cli.Main"));
    line.addAll(List.of(command.split(" ")));
    Program program = start(Map.of(), line);
    assertThat(program.exitCode()).isEqualTo(1);
    assertThat(program.err())
        .isEqualTo(
            "fastflight: Apache Arrow cannot reach java.nio in this JVM. Start Java with --add-opens=java.base/java.nio=ALL-UNNAMED, or use the fastflight launcher, which does.\n");
  }

  @Test
  void anOldJavaIsNamed() throws Exception {
    Path home = Files.createDirectories(folder.resolve("jdk-11/bin")).getParent();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Files.createFile(
        home.resolve("bin/java"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Program program =
        start(Map.of("JAVA_HOME", home.toString()), List.of(LAUNCHER.toString(), "demo"));
    assertThat(program.exitCode()).isEqualTo(1);
    assertThat(program.err())
        .isEqualTo(
            "fastflight: Java 11.0.2 at '%s/bin/java' is too old: 17 is the oldest that works. Set JAVA_HOME to a newer JDK.\n"
                .formatted(home));
  }

  @Test
  void aFolderWithoutJavaOrWithoutAProgramIsNamed() throws Exception {
    Program noJava =
        start(Map.of("JAVA_HOME", folder + "/none"), List.of(LAUNCHER.toString(), "--version"));
    assertThat(noJava.exitCode()).isEqualTo(1);
    assertThat(noJava.err())
        .isEqualTo(
            "fastflight: JAVA_HOME is '%s/none', and there is no bin/java in it. Set it to a JDK 17 or newer.\n"
                .formatted(folder));

    Path alone = Files.copy(LAUNCHER, folder.resolve("fastflight"));
    Program notBuilt = start(Map.of(), List.of(alone.toString(), "demo"));
    assertThat(notBuilt.exitCode()).isEqualTo(1);
    assertThat(notBuilt.err())
        .isEqualTo(
            "fastflight: It is not built, and FASTFLIGHT_BUILD=never forbids that. Unset it, or run ./mvnw package.\n");
  }
}
