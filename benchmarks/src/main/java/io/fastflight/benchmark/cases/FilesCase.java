package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.DeclaredFiles;
import io.fastflight.benchmark.data.Prepared;
import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.fleet.Fleet;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.peers.Tickets;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files behind a server whose services a {@code fastflight.yaml} declares: flights by DuckDB into a
 * client's table beside DuckDB's own export, and a mapped Arrow file beside the wire at its best.
 * Rows and sum of each run are checked before its time counts.
 */
final class FilesCase implements Case {
  private static final String DUCKDB = "duckdb/ours";
  private static final String EXPORT = "duckdb/export";
  private static final String MAPPED = "mapped/ours";
  private static final String WIRE = "mapped/wire";

  private final boolean flights;
  private final Optional<Path> given;

  private FilesCase(boolean flights, Optional<Path> given) {
    this.flights = flights;
    this.given = given;
  }

  /** Reads three million flights, those of {@code given} or the demo's again and again. */
  static FilesCase duckDb(Optional<Path> given) {
    return new FilesCase(true, given);
  }

  /** Reads the batches of the wire's first case, from a file that is mapped and from memory. */
  static FilesCase mapped() {
    return new FilesCase(false, Optional.empty());
  }

  @Override
  public String name() {
    return flights ? "duckdb" : "mapped";
  }

  @Override
  public List<String> ids() {
    return flights ? List.of(DUCKDB, EXPORT) : List.of(MAPPED, WIRE);
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    Prepared batch = bench.files().prepare(Shape.INT64);
    long batches = Math.max(1, Math.round(bench.settings().gigabytes() * 1e9 / batch.bytes()));
    Path folder = bench.files().folder().resolve(name());
    DeclaredFiles files = new DeclaredFiles(folder, given);
    files.write(bench.files(), flights ? 1 : batches);
    var server = bench.fleet().startServer(ServerKind.DECLARED, Fleet.Place.in(folder));
    try {
      return flights
          ? flights(bench, files, server.location())
          : mapped(bench, batch, batches, server.location());
    } finally {
      bench.fleet().end(server);
    }
  }

  private Section flights(Bench bench, DeclaredFiles files, String location)
      throws IOException, InterruptedException {
    DeclaredFiles.Expected expected = files.expectedFlights();
    Command ours = Command.stream(location, Tickets.all("flights"), 1);
    Command export = Command.stream("here", files.flightsQuery(), 1);
    double size = expected.rows() / 1e3;
    List<Way> ways =
        List.of(
            new Way(DUCKDB, "DuckDB service -> table", ClientKind.OURS_TABLE, ours, expected, size),
            new Way(EXPORT, "DuckDB's own export", ClientKind.DUCKDB, export, expected, size));
    String title = "DuckDB over Parquet, %,d flights of 5 columns".formatted(expected.rows());
    return new Section(title, series(bench, ways, "krows/s"));
  }

  private Section mapped(Bench bench, Prepared batch, long batches, String location)
      throws IOException, InterruptedException {
    DeclaredFiles.Expected expected =
        new DeclaredFiles.Expected(batch.rows() * batches, batch.sum() * batches);
    double size = batch.bytes() * batches / 1e6;
    Command ours = Command.stream(location, Tickets.all("mapped"), 1);
    Command wire =
        Command.stream(
            bench.fleet().server(ServerKind.OURS).location(),
            Tickets.batches(Shape.INT64.key(), batches),
            1);
    List<Way> ways =
        List.of(
            new Way(MAPPED, "mapped Arrow file", ClientKind.OURS, ours, expected, size),
            new Way(WIRE, "one batch in memory", ClientKind.OURS, wire, expected, size));
    String title = "%s, read and dropped, %,.0f MB".formatted(Shape.INT64.title(), size);
    return new Section(title, series(bench, ways, "MB/s"));
  }

  private List<Series> series(Bench bench, List<Way> ways, String unit)
      throws IOException, InterruptedException {
    int warmups = 15 * bench.settings().warmups(); // of a quarter second; compilers take ten
    return Way.inTurn(bench, name(), ways, unit, warmups);
  }
}
