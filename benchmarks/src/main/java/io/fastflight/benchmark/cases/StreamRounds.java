package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.Prepared;
import io.fastflight.benchmark.peers.Answer;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.RawBytes;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.peers.Tickets;
import io.fastflight.benchmark.report.Series;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs measurements in turn, A B C A B C: what the machine does meanwhile hits all alike.
 *
 * <p>Rows and sum of each run are checked before its time counts.
 */
final class StreamRounds {
  private static final Duration RUN = Duration.ofMinutes(3);

  private final Bench bench;
  private final double gigabytes;
  private final Locations locations;
  private final int warmups;

  /** Finds the server of a measurement, started if need be. */
  interface Locations {
    String of(ServerKind server) throws IOException, InterruptedException;
  }

  /** What to send, and what must come of it. */
  private record Plan(Command command, long rows, long sum, double megabytes, long dataRows) {}

  StreamRounds(Bench bench, double gigabytes, int warmups, Locations locations) {
    this.warmups = warmups;
    this.bench = bench;
    this.gigabytes = gigabytes;
    this.locations = locations;
  }

  List<Series> run(List<Measurement> measurements, String name)
      throws IOException, InterruptedException {
    Map<Measurement, List<Double>> runs = new LinkedHashMap<>();
    Map<Measurement, Plan> plans = new LinkedHashMap<>();
    for (Measurement each : measurements) {
      if (unavailable(each).isEmpty()) {
        runs.put(each, new ArrayList<>());
        plans.put(each, plan(each));
      }
    }
    for (int round = 0; round < warmups + bench.settings().rounds(); round++) {
      bench.progress().accept("%s: round %d".formatted(name, round + 1 - warmups));
      for (Map.Entry<Measurement, Plan> each : plans.entrySet()) {
        double megabytesPerSecond = measure(each.getKey(), each.getValue());
        if (round >= warmups) {
          runs.getOrDefault(each.getKey(), new ArrayList<>()).add(megabytesPerSecond);
        }
      }
    }
    return measurements.stream()
        .map(each -> series(each, runs.get(each), plans.get(each)))
        .toList();
  }

  private Optional<String> unavailable(Measurement each) {
    return bench.fleet().unavailable(each.server(), each.client());
  }

  private Plan plan(Measurement each) throws IOException, InterruptedException {
    String location = locations.of(each.server());
    if (each.isRaw()) {
      long bytes = Math.round(gigabytes * 1e9);
      Command command = Command.stream(location, Tickets.bytes(bytes), 1);
      return new Plan(command, bytes, RawBytes.checksum(bytes), bytes / 1e6, 0);
    }
    Prepared batch = bench.files().prepare(each.shape());
    long perStream = Math.max(1, Math.round(gigabytes * 1e9 / batch.bytes() / each.streams()));
    long batches = perStream * each.streams();
    String ticket = Tickets.batches(each.shape().key(), perStream);
    if (each.server() == ServerKind.PYARROW && !each.compression().equals("none")) {
      ticket = ticket.replaceFirst("\\{", "{\"compression\":\"" + each.compression() + "\",");
    }
    Command command =
        Command.stream(location, ticket, each.streams()).withCompression(each.compression());
    return new Plan(
        command,
        batch.rows() * batches,
        batch.sum() * batches,
        batch.bytes() * batches / 1e6,
        batch.rows() * batches);
  }

  private double measure(Measurement each, Plan plan) throws IOException, InterruptedException {
    Answer answer = bench.fleet().client(each.client()).run(plan.command, RUN);
    check(each.id(), answer, plan.rows, plan.sum);
    return plan.megabytes / answer.seconds();
  }

  /** Refuses a run that did not get all there was. */
  static void check(String id, Answer answer, long rows, long sum) {
    if (answer.rows() != rows || answer.sum() != sum) {
      throw new WrongResultException(
          "%s: expected %,d rows with the sum %,d, got %,d rows with the sum %,d. No figure of this run counts."
              .formatted(id, rows, sum, answer.rows(), answer.sum()));
    }
  }

  private Series series(
      Measurement each,
      @org.jspecify.annotations.Nullable List<Double> runs,
      @org.jspecify.annotations.Nullable Plan plan) {
    if (runs == null || plan == null) {
      return Series.skipped(each.id(), each.label(), unavailable(each).orElse("nothing to send"));
    }
    double millionRows = plan.dataRows / 1e6 / plan.megabytes;
    return new Series(each.id(), each.label(), "MB/s", runs, millionRows, Optional.empty());
  }
}
