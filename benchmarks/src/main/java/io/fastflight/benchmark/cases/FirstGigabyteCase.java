package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.Int64Batch;
import io.fastflight.benchmark.fleet.Child;
import io.fastflight.benchmark.fleet.ClientChild;
import io.fastflight.benchmark.peers.Answer;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.peers.Tickets;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import io.fastflight.benchmark.report.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first gigabyte of a server that was just started, as users start it: {@code ./fastflight
 * start-flight-server}, read by a client that is warm, beside what the same server does once it is
 * warm too.
 *
 * <p>Where there is no launcher, as in a jar without its folder, the case is skipped.
 */
final class FirstGigabyteCase implements Case {
  private static final int BATCH_ROWS = 65_536;

  /** Reads of a started server after the first; the last ones are what it does when it is warm. */
  private static final int LATER_RUNS = 10;

  private static final int WARM_RUNS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<Double> first = new ArrayList<>();
  private final List<Double> warm = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();

  @Override
  public String name() {
    return "first";
  }

  @Override
  public List<String> ids() {
    return List.of("first/first", "first/warm", "first/start");
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    Path launcher = Path.of(System.getProperty("fastflight.home", ""), "fastflight");
    String title = "The first gigabyte after start, 8 x int64, a warm client";
    if (!Files.isExecutable(launcher)) {
      return new Section(
          title,
          ids().stream().map(id -> Series.skipped(id, id, "no ./fastflight to start")).toList());
    }
    long batches = Math.max(1, Math.round(bench.settings().gigabytes() / 1.2583 * 239));
    warmUp(bench, batches);
    for (int start = 1; start <= bench.settings().starts(); start++) {
      bench.progress().accept("first: start " + start);
      start(bench, launcher, batches);
    }
    return new Section(
        title,
        List.of(
            row("first/first", "ours, first gigabyte"),
            row("first/warm", "ours, the same server warm"),
            Series.of("first/start", "ours, start to ready", "s", seconds)));
  }

  private Series row(String id, String label) {
    List<Double> values = id.endsWith("warm") ? warm : first;
    return new Series(id, label, "MB/s", values, 1 / 64.0, Optional.empty());
  }

  private static void warmUp(Bench bench, long batches) throws IOException, InterruptedException {
    bench.files().prepare(io.fastflight.benchmark.data.Shape.INT64);
    String location = bench.fleet().server(ServerKind.OURS).location();
    for (int run = 0; run < bench.settings().warmups(); run++) {
      Command command = Command.stream(location, Tickets.batches("int64", batches), 1);
      bench.fleet().client(ClientKind.OURS).run(command, PATIENCE);
    }
  }

  private void start(Bench bench, Path launcher, long batches)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    List<String> command =
        List.of(
            launcher.toString(), "start-flight-server", "--flight-location", "grpc://127.0.0.1:0");
    Child server = bench.fleet().start("launcher", command, Map.of("FASTFLIGHT_BUILD", "never"));
    try {
      String location = server.readLineAfter("ready flight=", PATIENCE);
      seconds.add((System.nanoTime() - begun) / 1e9);
      ClientChild client = bench.fleet().client(ClientKind.OURS);
      first.add(read(client, location, batches));
      List<Double> later = new ArrayList<>();
      for (int run = 0; run < LATER_RUNS; run++) {
        later.add(read(client, location, batches));
      }
      warm.add(Statistics.median(later.subList(LATER_RUNS - WARM_RUNS, LATER_RUNS)));
      client.run(Command.forget(location), PATIENCE);
    } finally {
      server.terminate(); // it does not read its standard input
      bench.fleet().end(server);
    }
  }

  private static double read(ClientChild client, String location, long batches)
      throws InterruptedException {
    Command command = Command.stream(location, Tickets.demo(batches * BATCH_ROWS), 1);
    Answer answer = client.run(command, PATIENCE);
    StreamRounds.check("first", answer, batches * BATCH_ROWS, batches * sumOfOneBatch());
    return batches * BATCH_ROWS * 64.0 / 1e6 / answer.seconds();
  }

  private static long sumOfOneBatch() {
    long sum = 0;
    for (int row = 0; row < BATCH_ROWS; row++) {
      sum += Int64Batch.value(0, row, 0);
    }
    return sum;
  }
}
