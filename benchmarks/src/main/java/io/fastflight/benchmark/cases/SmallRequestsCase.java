package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.Prepared;
import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.peers.Answer;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.peers.Tickets;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer of ten rows: by one caller, one call after the other, and by many at once, each peer
 * over its one connection, HTTP/1.1 over one a caller.
 */
final class SmallRequestsCase implements Case {
  private static final Load ONE = new Load(Command.CALLS, 1, 1);
  private static final Load SIXTEEN = new Load(Command.CALLS, 16, 1);
  private static final Load FIRST = new Load(Command.FIRST, 1, 1);
  private static final Load CROWD = new Load(Command.CALLS, 200, 10);

  /**
   * Runs before those that count: until some 80,000 calls, compilers are at work in p99, and beside
   * it.
   */
  private static final int WARM_UP_RUNS = 40;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Who answers whom. */
  private record Peer(String key, String label, ServerKind server, ClientKind client) {}

  /** How many call at once, and how often as many calls as the settings say. */
  private record Load(String op, int callers, int times) {
    Command command(String location, int calls) {
      String ticket = Tickets.batches(Shape.TEN_ROWS.key(), 1);
      int inTurn = Math.max(1, calls * times / callers);
      return new Command(op, location, ticket, callers, inTurn * callers, "none");
    }
  }

  /** What is told of a load. */
  private record Metric(String key, String label, Load load, Figure figure) {}

  /** Whether it is the time of a call, or how many there were in a second. */
  private enum Figure {
    P50("us"),
    P99("us"),
    RATE("calls/s");

    private final String unit;

    Figure(String unit) {
      this.unit = unit;
    }

    double of(Answer answer, int calls) {
      return switch (this) {
        case P50 -> answer.p50Micros();
        case P99 -> answer.p99Micros();
        case RATE -> calls / answer.seconds();
      };
    }
  }

  private static final List<Metric> CALLS =
      List.of(
          new Metric("p50", "p50, one caller", ONE, Figure.P50),
          new Metric("p99", "p99, one caller", ONE, Figure.P99),
          new Metric("calls", "one caller", ONE, Figure.RATE),
          new Metric("calls16", "16 callers", SIXTEEN, Figure.RATE));

  private static final List<Metric> DOORS =
      List.of(
          new Metric("first", "first of the answer, p50, one caller", FIRST, Figure.P50),
          new Metric("p50", "p50, one caller", ONE, Figure.P50),
          new Metric("p99-200", "p99, 200 callers", CROWD, Figure.P99),
          new Metric("calls200", "200 callers", CROWD, Figure.RATE));

  private static final Peer OURS = new Peer("ours", "ours", ServerKind.OURS, ClientKind.OURS);

  private final String name;
  private final List<Metric> metrics;
  private final List<Peer> peers;
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  private SmallRequestsCase(String name, List<Metric> metrics, Peer... peers) {
    this.name = name;
    this.metrics = metrics;
    this.peers = List.of(peers);
  }

  /** Returns the case beside a bare gRPC unary echo of the same size, and stock Flight. */
  static SmallRequestsCase ofWire() {
    return new SmallRequestsCase(
        "small",
        CALLS,
        OURS,
        new Peer("grpc", "bare gRPC echo", ServerKind.ECHO, ClientKind.ECHO),
        new Peer("stock", "stock", ServerKind.STOCK, ClientKind.STOCK));
  }

  /** Returns the case beside the same wire without our client. */
  static SmallRequestsCase ofClient() {
    return new SmallRequestsCase(
        "client-small",
        CALLS,
        OURS,
        new Peer("bare", "bare client", ServerKind.OURS, ClientKind.BARE));
  }

  /** Returns the case beside the same server that wants to know who calls, and has a policy. */
  static SmallRequestsCase ofSignedIn() {
    return new SmallRequestsCase(
        "signed-in",
        CALLS,
        OURS,
        new Peer("key", "by an API key", ServerKind.OURS_KEY, ClientKind.OURS),
        new Peer("jwt", "by a JWT", ServerKind.OURS_JWT, ClientKind.OURS));
  }

  /** Returns the case of the two doors. */
  static SmallRequestsCase ofDoors() {
    return new SmallRequestsCase(
        "doors",
        DOORS,
        new Peer("http", "ours, HTTP/1.1", ServerKind.OURS_HTTP, ClientKind.HTTP),
        new Peer("flight", "ours, Flight", ServerKind.OURS, ClientKind.OURS));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> ids() {
    return metrics.stream()
        .flatMap(metric -> peers.stream().map(peer -> id(peer, metric)))
        .toList();
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    Prepared answer = bench.files().prepare(Shape.TEN_ROWS);
    int warmups = Warmth.someOf(bench.settings().warmups());
    for (Peer peer : peers) {
      for (Load load : loads()) {
        calls(bench, peer, load, WARM_UP_RUNS * bench.settings().calls() / load.times, answer);
      }
    }
    for (int round = 0; round < warmups + bench.settings().rounds(); round++) {
      bench.progress().accept(name + ": round " + (round + 1 - warmups));
      for (Peer peer : peers) {
        measure(bench, peer, answer, round >= warmups);
      }
    }
    List<Series> rows = new ArrayList<>();
    for (Metric metric : metrics) {
      peers.forEach(peer -> rows.add(row(peer, metric)));
    }
    return new Section(
        "Small requests: 10 rows an answer, %,d calls a run of one caller"
            .formatted(bench.settings().calls()),
        rows);
  }

  private List<Load> loads() {
    return metrics.stream().map(Metric::load).distinct().toList();
  }

  private void measure(Bench bench, Peer peer, Prepared batch, boolean counts)
      throws IOException, InterruptedException {
    for (Load load : loads()) {
      Answer answer = calls(bench, peer, load, bench.settings().calls(), batch);
      int calls = load.command("", bench.settings().calls()).calls();
      for (Metric metric : metrics) {
        if (counts && metric.load.equals(load)) {
          values
              .computeIfAbsent(id(peer, metric), id -> new ArrayList<>())
              .add(metric.figure.of(answer, calls));
        }
      }
    }
  }

  private Answer calls(Bench bench, Peer peer, Load load, int calls, Prepared batch)
      throws IOException, InterruptedException {
    Command command = load.command(bench.fleet().server(peer.server).location(), calls);
    Answer answer = bench.fleet().client(peer.client).run(command, PATIENCE);
    boolean echo = peer.client == ClientKind.ECHO; // tells calls and bytes, not rows and sums
    StreamRounds.check(
        name + "/" + peer.key,
        answer,
        (echo ? 1 : batch.rows()) * command.calls(),
        (echo ? batch.ipcBytes() : batch.sum()) * command.calls());
    return answer;
  }

  private String id(Peer peer, Metric metric) {
    return name + "/" + peer.key + "-" + metric.key;
  }

  private Series row(Peer peer, Metric metric) {
    return Series.of(
        id(peer, metric),
        peer.label + ", " + metric.label,
        metric.figure.unit,
        values.getOrDefault(id(peer, metric), List.of()));
  }
}
