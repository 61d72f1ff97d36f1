package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fastflight.batch.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How curl and Python's own client take a stream that ends early; skipped where they are not. */
class HttpForeignClientsTest {
  private static final String ROWS =
      "{\"param_type\": \"test.rows\", \"rows\": 100000, \"batch_rows\": 1000}";
  private static final String FAILS_AT_THIRD =
      "{\"param_type\": \"test.fail_at_batch\", \"batch\": 2}";

  private static final String PYTHON =
      """
      import http.client, sys
      connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=30)
      connection.request("POST", "/fastflight/stream", sys.argv[2])
      response = connection.getresponse()
      try:
          body = response.read()
          print(response.status, "complete", len(body))
      except http.client.IncompleteRead as cut:
          print(response.status, "cut")
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--http1.0", "--http1.1", "--http2", "--http2-prior-knowledge"})
  void curlReadsAStream(String version, BufferAllocator allocator) throws Exception {
    assumeRuns("curl", "--version");
    try (TestDoor door = new TestDoor(allocator)) {
      Path file = folder.resolve("body");
      assertThat(curl(door, version, ROWS, file)).isZero();
      try (Table table =
          Table.fromIpc(new ByteArrayInputStream(Files.readAllBytes(file)), allocator)) {
        assertThat(table.rowCount()).isEqualTo(100_000);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.1", "--http2", "--http2-prior-knowledge"})
  void curlFailsWhenTheStreamFails(String version, BufferAllocator allocator) throws Exception {
    assumeRuns("curl", "--version");
    try (TestDoor door = new TestDoor(allocator)) {
      // 18: the transfer closed with outstanding data; 92: an HTTP/2 stream was not closed cleanly
      assertThat(curl(door, version, FAILS_AT_THIRD, folder.resolve("body"))).isIn(18, 92);
    }
  }

  @Test
  void pythonReadsAStreamAndNoticesACut(BufferAllocator allocator) throws Exception {
    assumeRuns("python3", "--version");
    try (TestDoor door = new TestDoor(allocator)) {
      String port = Integer.toString(door.server.port());
      assertThat(output("python3", "-c", PYTHON, port, ROWS)).startsWith("200 complete ");
      assertThat(output("python3", "-c", PYTHON, port, FAILS_AT_THIRD)).isEqualTo("200 cut\n");
    }
  }

  private static int curl(TestDoor door, String version, String json, Path file)
      throws IOException, InterruptedException {
    return new ProcessBuilder(
            "curl",
            "-s",
            version,
            "-d",
            json,
            "-o",
            file.toString(),
            door.uri("/fastflight/stream").toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(text).isZero();
      return text;
    }
  }

  private static void assumeRuns(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(List.of(command)))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assumeTrue(process.waitFor() == 0, command[0] + " does not run");
    } catch (IOException missing) {
      assumeTrue(false, command[0] + " is not here");
    }
  }
}
