package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A folder with a file of services and the API keys of its callers, each key in a file of the
 * caller's name.
 */
record ServedFolder(Path folder) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  String path(String name) {
    return folder.resolve(name).toString();
  }

  void token(String name, String role) throws IOException {
    TestConsole console = new TestConsole();
    assertThat(console.run("keys", "create", name, "--file", path("keys"), "--role", role))
        .isZero();
    Files.writeString(folder.resolve(name), console.out());
  }

  String file(String text) throws IOException {
    return Files.writeString(folder.resolve("fastflight.yaml"), text).toString();
  }

  String[] serving(String... more) {
    List<String> words =
        List.of(
            "start-all",
            "--api-keys",
            path("keys"),
            "--flight-location",
            "grpc://127.0.0.1:0",
            "--rest-port",
            "0",
            "--warm-up",
            "0");
    return Stream.concat(words.stream(), List.of(more).stream()).toArray(String[]::new);
  }

  static void told(RunningCommand server, String text) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(server.console.err()).contains(text));
  }
}
