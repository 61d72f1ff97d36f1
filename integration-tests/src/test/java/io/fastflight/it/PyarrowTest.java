package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SlowService;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our server as pyarrow (C++) sees it, row by row; see {@code src/test/python}. */
class PyarrowTest {
  private static final Path SCRIPTS = Path.of("src/test/python").toAbsolutePath();

  @Test
  void everyServiceReadsTheSameInPyarrow(BufferAllocator memory) throws Exception {
    String python = python();
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty())) {
      assertThat(run(python, "read_all.py", server.flightLocation(), server.httpBase()))
          .endsWith("all good");
    }
  }

  @Test
  void everyServiceReadsTheSameOverAUnixSocket(BufferAllocator memory) throws Exception {
    String python = python();
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty())) {
      assertThat(run(python, "read_all.py", server.unixLocation(), server.httpBase()))
          .endsWith("all good");
    }
  }

  @Test
  void pyarrowSignsInByTokenPasswordAndCertificate(@TempDir Path folder, BufferAllocator memory)
      throws Exception {
    String python = python();
    try (SecuredServer server = new SecuredServer(memory, folder, "127.0.0.1")) {
      Path key = Files.writeString(folder.resolve("token"), server.key.reveal());
      assertThat(
              run(
                  python,
                  "sign_in.py",
                  server.flightLocation(),
                  server.trust.toString(),
                  key.toString(),
                  server.clientPair.certificate().toString(),
                  server.clientPair.key().toString()))
          .endsWith("all good");
    }
  }

  @Test
  void theOriginalsHttpUsageWorksUnchanged(BufferAllocator memory) throws Exception {
    String python = python();
    try (DemoServer server = new DemoServer(memory, new SlowService(), Optional.empty())) {
      assertThat(run(python, "http_like_the_original.py", server.httpBase())).endsWith("all good");
    }
  }

  @Test
  void ourClientReadsWhatPyarrowCompressed() throws Exception {
    Process process =
        new ProcessBuilder(python(), SCRIPTS.resolve("serve_compressed.py").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        OutputStream in = process.getOutputStream()) {
      String location = "grpc://127.0.0.1:" + out.readLine();
      try (FastFlightClient client = FastFlightClient.connect(location)) {
        for (String codec : List.of("lz4", "zstd")) {
          StreamRequest request = StreamRequest.of(codec.getBytes(StandardCharsets.UTF_8));
          try (Table table = client.fetch(request)) {
            requireRows(table);
          }
        }
      }
      in.close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void requireRows(Table table) {
    assertThat(table.rowCount()).isEqualTo(300_000);
    for (long row = 0; row < table.rowCount(); row++) {
      if (!Long.valueOf(row).equals(table.value("id", row))
          || !Long.valueOf(row / 3).equals(table.value("third", row))
          || !("w" + row % 1_000).equals(String.valueOf(table.value("word", row)))) {
        throw new AssertionError("row " + row);
      }
    }
  }

  private static String run(String python, String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(python, SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    return Scripts.run(new ProcessBuilder(command), Duration.ofSeconds(100));
  }

  /**
   * Returns a Python with pyarrow, or skips the test loudly. {@code .ci/run} makes one in {@code
   * .venv}.
   */
  private static String python() {
    Path venv = Path.of("../.venv/bin/python").toAbsolutePath().normalize();
    Optional<String> found =
        Stream.of(System.getenv().getOrDefault("FASTFLIGHT_PYTHON", ""), venv.toString(), "python3")
            .filter(PyarrowTest::hasPyarrow)
            .findFirst();
    if (found.isEmpty()) {
      System.err.println(
          "*** NOT TESTED: no Python with pyarrow (FASTFLIGHT_PYTHON, .venv or python3). See CONTRIBUTING. ***");
    }
    Assumptions.assumeTrue(found.isPresent(), "no Python with pyarrow");
    return found.get();
  }

  private static boolean hasPyarrow(String python) {
    if (python.isEmpty()) {
      return false;
    }
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import pyarrow.flight")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (java.io.IOException absent) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
