package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.DeclaredFiles;
import io.fastflight.benchmark.data.LakeFiles;
import io.fastflight.benchmark.fleet.Fleet;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.peers.Tickets;
import io.fastflight.benchmark.report.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An Iceberg table into a client's table, beside the Parquet file that it consists of: behind the
 * same server by DuckDB, and by DuckDB's own export in the reader's process. Rows and sum of each
 * run are checked before its time counts. There is no bar: nobody has said what the table may cost.
 */
final class LakeCase implements Case {
  private static final String TABLE = "iceberg/table";
  private static final String FILE = "iceberg/file";
  private static final String EXPORT = "iceberg/export";

  /** A run takes about a second; compilers take ten. */
  private static final int WARMUPS = 5;

  private final Optional<Path> given;

  /**
   * Reads three million flights.
   *
   * @param given a Parquet file of flights in place of the demo's, which are repeated
   */
  LakeCase(Optional<Path> given) {
    this.given = given;
  }

  @Override
  public String name() {
    return "iceberg";
  }

  @Override
  public List<String> ids() {
    return List.of(TABLE, FILE, EXPORT);
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    Path folder = bench.files().folder().resolve(name());
    DeclaredFiles flights = new DeclaredFiles(folder, given);
    flights.writeFlights();
    Path lake = folder.resolve("lake");
    LakeFiles files = new LakeFiles(lake, flights);
    DeclaredFiles.Expected expected = files.write();
    var server = bench.fleet().startServer(ServerKind.DECLARED, Fleet.Place.in(lake));
    try {
      List<Way> ways = ways(files, expected, server.location());
      int warmups = WARMUPS * bench.settings().warmups();
      return new Section(
          "Iceberg, %,d flights of 5 columns in one Parquet file".formatted(expected.rows()),
          Way.inTurn(bench, name(), ways, "krows/s", warmups));
    } finally {
      bench.fleet().end(server);
    }
  }

  private static List<Way> ways(LakeFiles files, DeclaredFiles.Expected expected, String location) {
    Command table = Command.stream(location, Tickets.all("iceberg"), 1);
    Command file = Command.stream(location, Tickets.all("parquet"), 1);
    Command export = Command.stream("here", files.query(), 1);
    double size = expected.rows() / 1e3;
    return List.of(
        new Way(TABLE, "Iceberg -> table", ClientKind.OURS_TABLE, table, expected, size),
        new Way(FILE, "its file, DuckDB -> table", ClientKind.OURS_TABLE, file, expected, size),
        new Way(EXPORT, "its file, DuckDB's export", ClientKind.DUCKDB, export, expected, size));
  }
}
