package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.Callers;
import io.fastflight.benchmark.data.Callers.Sight;
import io.fastflight.benchmark.data.DeclaredFiles.Expected;
import io.fastflight.benchmark.data.FilteredRows;
import io.fastflight.benchmark.data.Prepared;
import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.data.ShapeFiles;
import io.fastflight.benchmark.peers.Access;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.peers.Tickets;
import io.fastflight.benchmark.report.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same batches read by callers of whom some see all rows and others those that a filter leaves,
 * from one server. Rates count the rows that the server reads, whoever sees them. Rows and sum of
 * each run are checked against a loop over the batch's file.
 */
final class FilterCase implements Case {
  /** Who reads what. */
  private record Reader(String key, String label, Shape shape, Sight sight) {}

  private static final List<Reader> READERS =
      List.of(
          new Reader("int64-all", "8 x int64, all rows", Shape.INT64, Sight.ALL),
          new Reader("int64-half", "8 x int64, in a row", Shape.INT64, Sight.HALF_OF_INT64),
          new Reader("flights-all", "flights, all rows", Shape.FLIGHTS, Sight.ALL),
          new Reader("flights-half", "flights, scattered", Shape.FLIGHTS, Sight.HALF_OF_FLIGHTS),
          new Reader("flights-most", "flights, scattered", Shape.FLIGHTS, Sight.MOST_FLIGHTS));

  @Override
  public String name() {
    return "filter";
  }

  @Override
  public List<String> ids() {
    return READERS.stream().map(FilterCase::id).toList();
  }

  private static String id(Reader reader) {
    return "filter/" + reader.key;
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    List<Way> ways = new ArrayList<>();
    for (Reader reader : READERS) {
      ways.add(way(bench, reader));
    }
    String title = "A row filter, one stream: rows that are read, whether seen or not";
    return new Section(
        title, Way.inTurn(bench, name(), ways, "krows/s", bench.settings().warmups()));
  }

  private static Way way(Bench bench, Reader reader) throws IOException, InterruptedException {
    Prepared batch = bench.files().prepare(reader.shape);
    long batches = Math.max(1, Math.round(bench.settings().gigabytes() * 1e9 / batch.bytes()));
    Callers callers = new Callers(bench.files().folder());
    Access access =
        Access.parse(bench.fleet().server(ServerKind.OURS_KEY).location())
            .by(callers.key(reader.sight));
    Expected seen =
        FilteredRows.of(ShapeFiles.file(bench.files().folder(), reader.shape.key()), reader.sight);
    String label =
        String.format(Locale.ROOT, "%s, %d%% seen", reader.label, 100 * seen.rows() / batch.rows());
    return new Way(
        id(reader),
        label,
        ClientKind.OURS,
        Command.stream(access.toString(), Tickets.batches(reader.shape.key(), batches), 1),
        new Expected(seen.rows() * batches, seen.sum() * batches),
        batch.rows() * batches / 1e3);
  }
}
