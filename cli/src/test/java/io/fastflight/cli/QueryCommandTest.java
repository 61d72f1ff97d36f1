package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The query command against a real server in this JVM. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryCommandTest {
  private final TestConsole console = new TestConsole();
  private SampleServer server;

  @BeforeAll
  void start(BufferAllocator memory) {
    server = new SampleServer(memory);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private int query(TestConsole console, String... args) {
    List<String> all = new ArrayList<>(List.of("query"));
    all.addAll(List.of(args));
    all.addAll(List.of("--flight-location", server.location()));
    return console.run(all.toArray(String[]::new));
  }

  @Test
  void tableIsTheDefault() {
    TestConsole console = new TestConsole();
    assertThat(query(console, "test.rows", "--param", "rows=1234", "--max-rows", "2")).isZero();
    assertThat(console.out()).isEqualTo("id\n--\n 0\n 1\n2 of 1,234 rows shown\n");
    assertThat(console.err()).isEmpty();
  }

  @Test
  void columnsAndFirstRowsCanBeAskedFor() {
    TestConsole some = new TestConsole();
    assertThat(query(some, "test.rows", "-p", "rows=9", "--columns", "id", "--limit", "2"))
        .isZero();
    assertThat(some.out()).isEqualTo("id\n--\n 0\n 1\n2 rows\n");

    TestConsole wrong = new TestConsole();
    assertThat(query(wrong, "test.rows", "-p", "rows=9", "--columns", "id,nmae")).isEqualTo(3);
    assertThat(wrong.errWithoutCallIds())
        .isEqualTo("fastflight: The result has no column 'nmae'. Its columns are: id.\n");
  }

  @Test
  void csvAndNdjsonGoToStandardOutput() {
    TestConsole csv = new TestConsole();
    assertThat(query(csv, "test.rows", "-p", "rows=3", "-p", "batch_rows=2", "-o", "csv")).isZero();
    assertThat(csv.out()).isEqualTo("id\r\n0\r\n1\r\n2\r\n");

    TestConsole ndjson = new TestConsole();
    assertThat(query(ndjson, "test.dictionary", "-p", "rows=4", "-o", "NDJSON")).isZero();
    assertThat(ndjson.out())
        .isEqualTo(
            "{\"level\":\"low\"}\n{\"level\":\"mid\"}\n{\"level\":\"high\"}\n{\"level\":\"low\"}\n");
  }

  @Test
  void arrowGoesToAPipeAndNotToATerminal(BufferAllocator memory) {
    TestConsole pipe = new TestConsole();
    assertThat(query(pipe, "test.rows", "-p", "rows=100", "-o", "arrow")).isZero();
    try (Table table = Table.fromIpc(new ByteArrayInputStream(pipe.outBytes()), memory)) {
      assertThat(table.rowCount()).isEqualTo(100);
      assertThat(table.value("id", 99)).isEqualTo(99L);
    }

    TestConsole terminal = new TestConsole(true);
    assertThat(query(terminal, "test.rows", "-o", "arrow")).isEqualTo(2);
    assertThat(terminal.err())
        .isEqualTo(
            "fastflight: Arrow is not for a terminal. Write it to a file with --out, or into a pipe.\n");
  }

  @Test
  void dictionariesTravelInArrow(BufferAllocator memory) {
    TestConsole pipe = new TestConsole();
    assertThat(query(pipe, "test.dictionary", "-p", "rows=5", "-p", "batch_rows=2", "-o", "arrow"))
        .isZero();
    try (Table table = Table.fromIpc(new ByteArrayInputStream(pipe.outBytes()), memory)) {
      assertThat(table.rowCount()).isEqualTo(5);
      assertThat(table.value("level", 4)).hasToString("mid");
    }
  }

  @Test
  void anEmptyResultIsAResult() {
    TestConsole console = new TestConsole();
    assertThat(query(console, "test.empty", "-o", "csv")).isZero();
    assertThat(console.out()).isEqualTo("id\r\n");
  }

  @Test
  void paramsAreConvertedByTheirTypes() {
    TestConsole console = new TestConsole();
    int exit =
        query(
            console,
            "Knobs",
            "-o",
            "csv",
            "-p",
            "text=5 é",
            "-p",
            "count=2",
            "-p",
            "share=1e-1",
            "-p",
            "loud=true",
            "-p",
            "level=high",
            "-p",
            "day=2024-02-29",
            "-p",
            "list=[3, 4]");
    assertThat(console.err()).isEmpty();
    assertThat(exit).isZero();
    assertThat(console.out())
        .isEqualTo(
            "asked\r\n\"KnobsParams[text=5 é, count=2, share=0.1, loud=true, level=high, "
                + "day=Optional[2024-02-29], list=[3, 4]]\"\r\n");
  }

  @Test
  void whatTheServerRefusesIsOneLineAndExitCode3() {
    TestConsole range = new TestConsole();
    assertThat(query(range, "test.rows", "-p", "rows=-1")).isEqualTo(3);
    assertThat(range.errWithoutCallIds())
        .isEqualTo("fastflight: test.rows: rows must be 0..10000000000, was -1.\n");
    assertThat(range.out()).isEmpty();

    TestConsole field = new TestConsole();
    assertThat(query(field, "test.rows", "-p", "row=1")).isEqualTo(3);
    assertThat(field.err()).startsWith("fastflight: test.rows: ").contains("row").endsWith("\n");
    assertThat(field.err().lines()).hasSize(1);

    TestConsole name = new TestConsole();
    assertThat(query(name, "test.row")).isEqualTo(3);
    assertThat(name.err())
        .startsWith(
            "fastflight: No data service for params \"test.row\". Closest registered: test.rows");
    assertThat(name.err().lines()).hasSize(1);
  }

  @Test
  void aSourceThatFailsIsExitCode1() {
    TestConsole console = new TestConsole();
    assertThat(query(console, "test.fail_open")).isEqualTo(1);
    assertThat(console.errWithoutCallIds())
        .isEqualTo("fastflight: test.fail_open fails before its first batch, as asked.\n");
  }

  @Test
  void aStreamThatBreaksEndsStandardOutputWhereItBroke() {
    TestConsole console = new TestConsole();
    assertThat(query(console, "test.fail_at_batch", "-p", "batch=2", "-o", "csv")).isEqualTo(1);
    assertThat(console.out().lines()).hasSize(21);
    assertThat(console.errWithoutCallIds())
        .isEqualTo("fastflight: test.fail_at_batch fails at batch 2, as asked.\n");
  }

  @Test
  void aStreamThatBreaksShowsNoTable() {
    TestConsole console = new TestConsole();
    assertThat(query(console, "test.fail_at_batch", "-p", "batch=2")).isEqualTo(1);
    assertThat(console.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "ndjson", "arrow", "table"})
  void aStreamThatBreaksLeavesNoFile(String format, @TempDir Path folder) throws IOException {
    TestConsole console = new TestConsole();
    String out = folder.resolve("rows").toString();
    int exit = query(console, "test.fail_at_batch", "-p", "batch=2", "-o", format, "--out", out);
    assertThat(exit).isEqualTo(1);
    assertThat(namesIn(folder)).isEmpty();
  }

  @Test
  void aStreamThatBreaksLeavesTheOldFileAsItWas(@TempDir Path folder) throws IOException {
    Path old = Files.writeString(folder.resolve("rows.csv"), "old");
    TestConsole console = new TestConsole();
    int exit = query(console, "test.fail_at_batch", "-p", "batch=2", "--out", old.toString());
    assertThat(exit).isEqualTo(1);
    assertThat(old).hasContent("old");
    assertThat(namesIn(folder)).containsExactly("rows.csv");
  }

  @Test
  void aWholeResultReplacesTheFileAndKeepsItsPermissions(@TempDir Path folder) throws IOException {
    Path old = Files.writeString(folder.resolve("rows.csv"), "old");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-------"));
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), old);
    TestConsole console = new TestConsole();
    assertThat(query(console, "test.rows", "-p", "rows=2", "--out", link.toString())).isZero();
    assertThat(Files.readString(old)).isEqualTo("id\r\n0\r\n1\r\n");
    assertThat(link).isSymbolicLink();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
        .isEqualTo("rw-------");
    assertThat(namesIn(folder)).containsExactlyInAnyOrder("rows.csv", "link.csv");
    assertThat(console.out() + console.err()).isEmpty();
  }

  @Test
  void whatIsNoRegularFileIsWrittenToDirectly() {
    TestConsole console = new TestConsole();
    assertThat(query(console, "test.rows", "-o", "csv", "--out", "/dev/null")).isZero();
    assertThat(Path.of("/dev/null")).exists();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"rows.arrow,65", "rows.ndjson,123"})
  void theNameOfTheFileSaysTheFormat(String name, int firstByte, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve(name);
    assertThat(query(new TestConsole(), "test.rows", "--out", file.toString())).isZero();
    int expected = name.endsWith("arrow") ? 0xFF : firstByte; // a continuation marker, or a brace
    assertThat(Files.readAllBytes(file)[0]).isEqualTo((byte) expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rows.txt | --out: the name 'FOLDER/rows.txt' says no format. Say one with -o.",
        "none/rows.csv | --out: 'FOLDER/none/rows.csv' cannot be written: there is no folder 'FOLDER/none'.",
        "'' | --out: the name 'FOLDER' says no format. Say one with -o."
      })
  void aFileThatCannotBeIsRefusedBeforeTheServerIsAsked(
      String name, String message, @TempDir Path folder) {
    TestConsole console = new TestConsole();
    int exit = query(console, "no.such.service", "--out", folder.resolve(name).toString());
    assertThat(console.err())
        .isEqualTo("fastflight: " + message.replace("FOLDER", folder.toString()) + "\n");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void aFolderIsNoFile(@TempDir Path folder) {
    TestConsole console = new TestConsole();
    assertThat(query(console, "test.rows", "-o", "csv", "--out", folder.toString())).isEqualTo(2);
    assertThat(console.err())
        .isEqualTo("fastflight: --out: '%s' is a folder. Name a file in it.\n".formatted(folder));
  }

  @Test
  void noServerIsOneLineAndExitCode1() {
    int exit = console.run("query", "test.rows", "--flight-location", "grpc://127.0.0.1:1");
    assertThat(exit).isEqualTo(1);
    assertThat(console.err())
        .startsWith("fastflight: No answer from grpc://127.0.0.1:1 (Connection refused).");
    assertThat(console.err().lines()).hasSize(1);
  }

  /** gRPC's own log has 13 lines about it, for each try. */
  @Test
  void aNameWithoutAnAddressIsOneLine() {
    TestConsole own = new TestConsole();
    String host = "x".repeat(64) + ".invalid"; // longer than a label may be: no server is asked
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Handler recorder =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            logged.add(entry);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger grpc = Logger.getLogger("io.grpc");
    grpc.addHandler(recorder);
    try {
      String location = "grpc://" + host + ":1";
      int exit =
          own.run("query", "x", "--flight-location", location, "--resilience-preset", "disabled");
      assertThat(exit).isEqualTo(1);
      assertThat(own.err()).startsWith("fastflight: No answer from " + location + " (");
      assertThat(own.err().lines()).hasSize(1);
      assertThat(logged).isEmpty();
    } finally {
      grpc.removeHandler(recorder);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "query x --flight-location http://a:1 | --flight-location: The location must be grpc://host:port, grpc+tls://host:port or grpc+unix:///path, was 'http://a:1'. An example is grpc://127.0.0.1:8815.",
        "query x --compression gzip | --compression must be one of none, lz4, zstd, was 'gzip'.",
        "query x --max-rows -1 | --max-rows must be 0 or more, was -1.",
        "query x --limit -1 | --columns, --limit: The row limit must be 0 or more, was -1.",
        "query x --columns a,a | --columns, --limit: The column 'a' is asked for twice. Name each once.",
        "query x -p rows | --param must be key=value, was 'rows'."
      })
  void wrongUsageIsOneLineAndExitCode2(String command, String message) {
    TestConsole console = new TestConsole();
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    if (!command.contains("--flight-location")) {
      args.set(1, "test.rows");
      args.addAll(List.of("--flight-location", server.location()));
    }
    assertThat(console.run(args.toArray(String[]::new))).isEqualTo(2);
    assertThat(console.err()).isEqualTo("fastflight: " + message + "\n");
  }

  @Test
  void verboseShowsTheStackTraceToo() {
    TestConsole console = new TestConsole();
    assertThat(query(console, "test.fail_open", "--verbose")).isEqualTo(1);
    assertThat(console.errWithoutCallIds())
        .contains("\tat io.fastflight.")
        .endsWith("fastflight: test.fail_open fails before its first batch, as asked.\n");
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }
}
