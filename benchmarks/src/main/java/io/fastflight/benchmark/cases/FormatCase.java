package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.DeclaredFiles.Expected;
import io.fastflight.benchmark.data.Prepared;
import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.data.ShapeFiles;
import io.fastflight.benchmark.data.WrittenRows;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.FileTicket;
import io.fastflight.benchmark.peers.Json;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.peers.Tickets;
import io.fastflight.benchmark.report.Section;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The demo's flights in one format: over HTTP from our door, beside DuckDB's own {@code COPY ...
 * TO} with one thread, and beside Jackson row by row, both to a file.
 *
 * <p>DuckDB counts the rows and adds up a column of what each of them writes, before the rounds;
 * each run must then have as many bytes.
 */
final class FormatCase implements Case {
  private static final Duration RUN = Duration.ofMinutes(3);

  /** The column that {@link Prepared#sum} adds up. */
  private static final String FIRST_INTEGERS = "delay";

  /** Of 65,536 rows, in a full run: two million. */
  private static final double BATCHES = 30;

  private final String format;

  /** Who writes, and the file whose rows are counted. */
  private record Writer(String key, String label, ClientKind client, Command command, Path file) {}

  /** Measures {@code csv}, {@code ndjson} or {@code parquet}. */
  FormatCase(String format) {
    this.format = format;
  }

  @Override
  public String name() {
    return format;
  }

  @Override
  public List<String> ids() {
    List<String> ids = new ArrayList<>(List.of(id("ours"), id("duckdb")));
    if (jacksonWrites()) {
      ids.add(id("jackson"));
    }
    return ids;
  }

  private boolean jacksonWrites() {
    return !format.equals("parquet");
  }

  private String id(String way) {
    return format + "/" + way;
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    Prepared batch = bench.files().prepare(Shape.FLIGHTS);
    double part = bench.settings().gigabytes() / Settings.full().gigabytes();
    long batches = Math.max(1, Math.round(BATCHES * part));
    Expected rows = new Expected(batch.rows() * batches, batch.sum() * batches);
    Path folder = Files.createDirectories(bench.files().folder().resolve(format));
    List<Writer> writers = writers(bench, folder, batches);
    List<Way> ways = new ArrayList<>();
    for (Writer each : writers) {
      ways.add(checked(bench, each, rows));
    }
    String title = "Flights as %s, %,d rows of 5 columns".formatted(format, rows.rows());
    int warmups = bench.settings().warmups();
    return new Section(title, Way.inTurn(bench, format, ways, "krows/s", warmups));
  }

  private List<Writer> writers(Bench bench, Path folder, long batches)
      throws IOException, InterruptedException {
    String door = bench.fleet().server(ServerKind.OURS_HTTP).location() + "?format=";
    String ticket = Tickets.batches(Shape.FLIGHTS.key(), batches);
    Path rows = folder.resolve("rows.parquet");
    fetch(Command.stream(door + "parquet", ticket, 1), rows);
    List<Writer> writers = new ArrayList<>();
    Path file = folder.resolve("ours." + format);
    Command ours = Command.stream(door + format, ticket, 1);
    writers.add(new Writer("ours", "ours, over HTTP", ClientKind.HTTP, ours, file));
    file = folder.resolve("duckdb." + format);
    Command copy = Command.stream(rows.toString(), Json.line(new FileTicket(file, batches)), 1);
    writers.add(new Writer("duckdb", "DuckDB's COPY", ClientKind.DUCKDB_COPY, copy, file));
    if (jacksonWrites()) {
      file = folder.resolve("jackson." + format);
      Path batch = ShapeFiles.file(bench.files().folder(), Shape.FLIGHTS.key());
      Command byRow = Command.stream(batch.toString(), Json.line(new FileTicket(file, batches)), 1);
      writers.add(new Writer("jackson", "Jackson, row by row", ClientKind.JACKSON, byRow, file));
    }
    return writers;
  }

  /** Has a file written, and lets DuckDB read it. */
  private Way checked(Bench bench, Writer writer, Expected rows)
      throws IOException, InterruptedException {
    if (writer.client == ClientKind.HTTP) {
      fetch(writer.command, writer.file);
    } else {
      bench.fleet().client(writer.client).run(writer.command, RUN);
    }
    Expected found = WrittenRows.of(writer.file, FIRST_INTEGERS);
    if (!found.equals(rows)) {
      throw new WrongResultException(
          "%s: expected %s, DuckDB reads %s.".formatted(id(writer.key), rows, found));
    }
    Expected bytes = new Expected(Files.size(writer.file), 0);
    return new Way(
        id(writer.key), writer.label, writer.client, writer.command, bytes, rows.rows() / 1e3);
  }

  private static void fetch(Command command, Path file) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(command.location()))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(command.ticket()))
            .build();
    HttpResponse<Path> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofFile(file));
    if (answer.statusCode() != 200) {
      throw new WrongResultException(
          "%s answered %s: %s"
              .formatted(command.location(), answer.statusCode(), Files.readString(file)));
    }
  }
}
