package io.fastflight.benchmark.memory;

import io.fastflight.benchmark.cases.WrongResultException;
import io.fastflight.benchmark.fleet.Child;
import io.fastflight.benchmark.fleet.Fleet;
import io.fastflight.benchmark.fleet.ServerChild;
import io.fastflight.benchmark.peers.Json;
import io.fastflight.benchmark.peers.MemoryFacts;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import io.fastflight.benchmark.report.Statistics;
import io.fastflight.benchmark.report.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Many slow streams against a server of 512 MiB, which is asked for its memory all the while. */
public final class SlowStreamsRun {
  private static final List<String> FLAGS = List.of("-Xmx512m", "-XX:MaxDirectMemorySize=512m");
  private static final double MIB = 1 << 20;

  private final SlowPlan plan;
  private MemoryFacts peak = MemoryFacts.NONE;
  private double peakDirect;

  /** What came of it. */
  public record Outcome(Section section, List<Verdict> verdicts) {}

  /** Runs with the numbers of {@code plan}; its location is replaced by the server's. */
  public SlowStreamsRun(SlowPlan plan) {
    this.plan = plan;
  }

  /**
   * Runs.
   *
   * @throws WrongResultException if a row was wrong or a stream ended
   */
  public Outcome run(Fleet fleet) throws IOException, InterruptedException {
    ServerChild server =
        fleet.startServer(ServerKind.OURS, new Fleet.Place(List.of(), "127.0.0.1", FLAGS));
    SlowPlan placed =
        new SlowPlan(server.location(), plan.streams(), plan.seconds(), plan.batchRows());
    Child clients =
        fleet.startJava(SlowClients.class, List.of("-Xmx2g"), List.of(Json.line(placed)));
    SlowResult result = watch(server, clients);
    fleet.end(clients);
    fleet.end(server);
    if (result.failure() != null) {
      throw new WrongResultException("Slow streams: " + result.failure());
    }
    return outcome(result);
  }

  private SlowResult watch(ServerChild server, Child clients) throws InterruptedException {
    while (true) {
      MemoryFacts now = server.memory();
      peak = peak.max(now);
      peakDirect = Math.max(peakDirect, (double) now.directBytes());
      Optional<String> line = clients.poll(Duration.ofMillis(250));
      if (line.isPresent() && line.get().startsWith("{")) {
        return Json.read(line.get(), SlowResult.class);
      }
    }
  }

  private Outcome outcome(SlowResult result) {
    double p50 = Statistics.percentile(result.firstBatchMillis(), 0.50);
    double p99 = Statistics.percentile(result.firstBatchMillis(), 0.99);
    List<Series> rows = new ArrayList<>();
    rows.add(row("direct", "server, direct memory in all, peak", "MiB", peakDirect / MIB));
    rows.add(row("netty", "server, Netty, peak", "MiB", peak.nettyBytes() / MIB));
    rows.add(row("arrow", "server, Arrow, peak", "MiB", peak.arrowBytes() / MIB));
    rows.add(
        row("nio", "server, the JVM's direct buffers, peak", "MiB", peak.bufferPoolBytes() / MIB));
    rows.add(row("rss", "server, resident, peak", "MiB", peak.peakResidentBytes() / MIB));
    rows.add(row("threads", "server, platform threads, peak", "threads", peak.platformThreads()));
    rows.add(row("tasks", "server, threads of the kernel, peak", "threads", peak.tasks()));
    rows.add(row("p50", "fresh stream's first batch, p50", "ms", p50));
    rows.add(row("p99", "fresh stream's first batch, p99", "ms", p99));
    rows.add(row("rows", "rows checked, millions", "M", result.rows() / 1e6));
    rows.add(row("rate", "batches each slow stream took a second", "/s", rate(result)));
    rows.add(
        row(
            "starved",
            "slow streams without a batch",
            "streams",
            (double) result.starvedStreams()));
    String title =
        "%,d slow streams for %d s, batches of %,d rows x 8 int64, server with %s"
            .formatted(plan.streams(), plan.seconds(), plan.batchRows(), String.join(" ", FLAGS));
    return new Outcome(new Section(title, rows), verdicts(result, p99));
  }

  private double rate(SlowResult result) {
    return (double) (result.batches() - plan.streams()) / plan.streams() / (plan.seconds() + 1);
  }

  private List<Verdict> verdicts(SlowResult result, double p99) {
    return List.of(
        atMost("slow streams: direct memory", peakDirect / MIB, 400, " MiB"),
        atMost("slow streams: platform threads", peak.platformThreads(), 60, ""),
        atMost("slow streams: fresh stream's first batch, p99", p99, 1_000, " ms"),
        atMost("slow streams: without a batch", (double) result.starvedStreams(), 0, ""));
  }

  private static Verdict atMost(String bar, double measured, double most, String unit) {
    return new Verdict(bar, measured, Double.NaN, false, most, unit);
  }

  private static Series row(String id, String label, String unit, double value) {
    return Series.of("slow/" + id, label, unit, List.of(value));
  }
}
