package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.Prepared;
import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.fleet.ClientChild;
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
 * An answer of ten rows over one connection: one call after the other for the times, 16 callers at
 * once for the calls per second.
 */
final class SmallRequestsCase implements Case {
  private static final int CALLERS = 16;

  /** Runs before those that count: it took 50,000 calls until a client got no faster. */
  private static final int WARM_UP_RUNS = 12;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Who answers whom. */
  private record Peer(String key, String label, ServerKind server, ClientKind client) {}

  private static final Peer OURS = new Peer("ours", "ours", ServerKind.OURS, ClientKind.OURS);

  private final String name;
  private final List<Peer> peers;
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  private SmallRequestsCase(String name, Peer... others) {
    this.name = name;
    this.peers = new ArrayList<>(List.of(OURS));
    peers.addAll(List.of(others));
  }

  /** Returns the case beside a bare gRPC unary echo of the same size, and stock Flight. */
  static SmallRequestsCase ofWire() {
    return new SmallRequestsCase(
        "small",
        new Peer("grpc", "bare gRPC echo", ServerKind.ECHO, ClientKind.ECHO),
        new Peer("stock", "stock", ServerKind.STOCK, ClientKind.STOCK));
  }

  /** Returns the case beside the same wire without our client. */
  static SmallRequestsCase ofClient() {
    return new SmallRequestsCase(
        "client-small", new Peer("bare", "bare client", ServerKind.OURS, ClientKind.BARE));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (String metric : List.of("p50", "p99", "calls", "calls16")) {
      peers.forEach(peer -> ids.add(id(peer, metric)));
    }
    return ids;
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    Prepared answer = bench.files().prepare(Shape.TEN_ROWS);
    int warmups = Warmth.someOf(bench.settings().warmups());
    for (Peer peer : peers) {
      warmUp(bench, peer, answer);
    }
    for (int round = 0; round < warmups + bench.settings().rounds(); round++) {
      bench.progress().accept(name + ": round " + (round + 1 - warmups));
      for (Peer peer : peers) {
        measure(bench, peer, answer, round >= warmups);
      }
    }
    List<Series> rows = new ArrayList<>();
    for (String metric : List.of("p50", "p99", "calls", "calls16")) {
      peers.forEach(peer -> rows.add(row(peer, metric)));
    }
    return new Section(
        "Small requests: 10 rows over one connection, %,d calls a run"
            .formatted(bench.settings().calls()),
        rows);
  }

  private void warmUp(Bench bench, Peer peer, Prepared batch)
      throws IOException, InterruptedException {
    String location = bench.fleet().server(peer.server).location();
    ClientChild client = bench.fleet().client(peer.client);
    int calls = WARM_UP_RUNS * bench.settings().calls() / CALLERS * CALLERS;
    calls(client, peer, Command.calls(location, ticket(), 1, calls), batch);
    calls(client, peer, Command.calls(location, ticket(), CALLERS, calls), batch);
  }

  private void measure(Bench bench, Peer peer, Prepared batch, boolean counts)
      throws IOException, InterruptedException {
    String location = bench.fleet().server(peer.server).location();
    ClientChild client = bench.fleet().client(peer.client);
    Answer one =
        calls(client, peer, Command.calls(location, ticket(), 1, bench.settings().calls()), batch);
    int together = bench.settings().calls() / CALLERS * CALLERS;
    Answer many = calls(client, peer, Command.calls(location, ticket(), CALLERS, together), batch);
    if (counts) {
      add(peer, "p50", one.p50Micros());
      add(peer, "p99", one.p99Micros());
      add(peer, "calls", bench.settings().calls() / one.seconds());
      add(peer, "calls16", together / many.seconds());
    }
  }

  private static String ticket() {
    return Tickets.batches(Shape.TEN_ROWS.key(), 1);
  }

  private Answer calls(ClientChild client, Peer peer, Command command, Prepared batch)
      throws InterruptedException {
    Answer answer = client.run(command, PATIENCE);
    boolean echo = peer.client == ClientKind.ECHO; // tells calls and bytes, not rows and sums
    StreamRounds.check(
        name + "/" + peer.key,
        answer,
        (echo ? 1 : batch.rows()) * command.calls(),
        (echo ? batch.ipcBytes() : batch.sum()) * command.calls());
    return answer;
  }

  private void add(Peer peer, String metric, double value) {
    values.computeIfAbsent(id(peer, metric), id -> new ArrayList<>()).add(value);
  }

  private String id(Peer peer, String metric) {
    return name + "/" + peer.key + "-" + metric;
  }

  private Series row(Peer peer, String metric) {
    String what =
        switch (metric) {
          case "calls" -> "one caller";
          case "calls16" -> CALLERS + " callers";
          default -> metric + ", one caller";
        };
    String unit = metric.startsWith("calls") ? "calls/s" : "us";
    return Series.of(
        id(peer, metric),
        peer.label + ", " + what,
        unit,
        values.getOrDefault(id(peer, metric), List.of()));
  }
}
