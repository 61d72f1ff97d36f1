package io.fastflight.benchmark.cases;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.benchmark.data.Prepared;
import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.peers.Tickets;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import io.fastflight.client.FastFlightClient;
import io.fastflight.service.StreamRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A result over loopback: collected into a table, beside every batch read and dropped. */
final class CollectCase implements Case {
  private static final int BATCHES = 60; // 250 MB: a table that fits into any machine
  private static final int READS = 4; // one alone takes 0.1 s, and what a busy machine adds to it

  private static final String DROPPED = "collect/dropped";
  private static final String TABLE = "collect/table";

  @Override
  public String name() {
    return "collect";
  }

  @Override
  public List<String> ids() {
    return List.of(DROPPED, TABLE);
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    Prepared batch = bench.files().prepare(Shape.INT64);
    String ticket = Tickets.batches(Shape.INT64.key(), BATCHES);
    StreamRequest request = StreamRequest.of(ticket.getBytes(StandardCharsets.UTF_8));
    List<Double> dropped = new ArrayList<>();
    List<Double> collected = new ArrayList<>();
    String location = bench.fleet().server(ServerKind.OURS).location();
    try (FastFlightClient client = FastFlightClient.connect(location)) {
      int rounds = bench.settings().rounds() + 2 * bench.settings().warmups();
      for (int round = 0; round < rounds; round++) {
        bench.progress().accept("collect: round " + round);
        double drop = rate(batch, () -> drop(client, request));
        double table = rate(batch, () -> collect(client, request));
        if (round >= 2 * bench.settings().warmups()) {
          dropped.add(drop);
          collected.add(table);
        }
      }
    }
    double millionRows = batch.rows() / (double) batch.bytes();
    return new Section(
        "Collecting: 8 x int64, %s batches of 4 MiB over loopback, %s times a run"
            .formatted(BATCHES, READS),
        List.of(
            new Series(DROPPED, "read and dropped", "MB/s", dropped, millionRows, Optional.empty()),
            new Series(TABLE, "a table", "MB/s", collected, millionRows, Optional.empty())));
  }

  /** Reads once and returns the rows. */
  private interface Read {
    long rows();
  }

  private static double rate(Prepared batch, Read read) {
    long start = System.nanoTime();
    long rows = 0;
    for (int done = 0; done < READS; done++) {
      rows += read.rows();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long expected = READS * BATCHES * batch.rows();
    if (rows != expected) {
      throw new WrongResultException("collect: %s rows came, not %s.".formatted(rows, expected));
    }
    return READS * BATCHES * batch.bytes() / seconds / 1e6;
  }

  private static long drop(FastFlightClient client, StreamRequest request) {
    long rows = 0;
    try (BatchReader reader = client.open(request)) {
      while (reader.next()) {
        rows += reader.batch().getRowCount();
      }
    }
    return rows;
  }

  private static long collect(FastFlightClient client, StreamRequest request) {
    try (Table table = client.fetch(request)) {
      return table.rowCount();
    }
  }
}
