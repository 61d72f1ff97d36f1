package io.fastflight.benchmark.memory;

import io.fastflight.benchmark.cases.WrongResultException;
import io.fastflight.benchmark.data.Prepared;
import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.data.ShapeFiles;
import io.fastflight.benchmark.fleet.ClientChild;
import io.fastflight.benchmark.fleet.Fleet;
import io.fastflight.benchmark.fleet.ServerChild;
import io.fastflight.benchmark.peers.Answer;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.MemoryFacts;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.peers.Tickets;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import io.fastflight.benchmark.report.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A long stream beside a short one, each between a server and a client just started: heaps are
 * touched at start, so that what the processes grow by is not heap.
 *
 * <p>The short one is read {@value #SHORT_READS} times, so that it warms up the same code.
 */
public final class LongStreamRun {
  private static final int SHORT_READS = 20;
  private static final double SHORT_GIGABYTES = 0.05;
  private static final double MIB = 1 << 20;

  /** "The same memory": a tenth more is what two runs of one length differ by. */
  private static final double SAME = 1.1;

  private static final List<String> FLAGS =
      List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=512m");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final double gigabytes;

  /** Peaks of one pair. */
  private record Peaks(double serverDirect, double serverResident, double clientResident) {}

  /** Runs with a long stream of {@code gigabytes}. */
  public LongStreamRun(double gigabytes) {
    if (!(gigabytes >= 0.1 && gigabytes <= 10_000)) {
      throw new IllegalArgumentException("--gigabytes must be 0.1..10000, was " + gigabytes + ".");
    }
    this.gigabytes = gigabytes;
  }

  /**
   * Runs.
   *
   * @throws WrongResultException if a stream had other rows or another sum than was sent
   */
  public SlowStreamsRun.Outcome run(Fleet fleet, ShapeFiles files)
      throws IOException, InterruptedException {
    Prepared batch = files.prepare(Shape.INT64);
    Peaks small = peaks(fleet, batch, SHORT_GIGABYTES, SHORT_READS);
    Peaks large = peaks(fleet, batch, gigabytes, 1);
    List<Series> rows = new ArrayList<>();
    add(rows, "50 MB", small);
    add(rows, String.format(Locale.ROOT, "%.1f GB", gigabytes), large);
    List<Verdict> verdicts =
        List.of(
            same("server direct", large.serverDirect, small.serverDirect),
            same("server resident", large.serverResident, small.serverResident),
            same("client resident", large.clientResident, small.clientResident));
    return new SlowStreamsRun.Outcome(
        new Section("A long stream beside a short one, peaks", rows), verdicts);
  }

  private static Verdict same(String what, double large, double small) {
    return new Verdict(
        "long stream over short: " + what, large / small, Double.NaN, false, SAME, "");
  }

  private static void add(List<Series> rows, String stream, Peaks peaks) {
    String[] names = {"server, direct", "server, resident", "client, resident"};
    double[] values = {peaks.serverDirect, peaks.serverResident, peaks.clientResident};
    for (int i = 0; i < names.length; i++) {
      String label = stream + ": " + names[i];
      rows.add(Series.of("long/" + label, label, "MiB", List.of(values[i] / MIB)));
    }
  }

  private static Peaks peaks(Fleet fleet, Prepared batch, double gigabytes, int reads)
      throws IOException, InterruptedException {
    ServerChild server =
        fleet.startServer(ServerKind.OURS, new Fleet.Place(List.of(), "127.0.0.1", FLAGS));
    ClientChild client = fleet.startClient(ClientKind.OURS, FLAGS);
    long batches = Math.round(gigabytes * 1e9 / batch.bytes());
    Command command =
        Command.stream(server.location(), Tickets.batches(Shape.INT64.key(), batches), 1);
    double direct = 0;
    double clientResident = 0;
    for (int read = 0; read < reads; read++) {
      client.begin(command);
      Optional<Answer> answer = Optional.empty();
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (answer.isEmpty() && System.nanoTime() < end) {
        direct = Math.max(direct, (double) server.memory().directBytes());
        answer = client.poll(Duration.ofMillis(20));
      }
      Answer seen = answer.orElseThrow(() -> new WrongResultException("A stream did not end."));
      if (seen.rows() != batches * batch.rows() || seen.sum() != batches * batch.sum()) {
        throw new WrongResultException("A stream of %,d batches was not whole.".formatted(batches));
      }
      MemoryFacts memory = seen.memory() == null ? MemoryFacts.NONE : seen.memory();
      clientResident = Math.max(clientResident, (double) memory.peakResidentBytes());
    }
    double resident = (double) server.memory().peakResidentBytes();
    fleet.end(client);
    fleet.end(server);
    return new Peaks(direct, resident, clientResident);
  }
}
