package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.fleet.Fleet;
import io.fastflight.benchmark.fleet.ServerChild;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compression over a link of 1 Gbit/s: MB/s of values that arrive, whatever travelled. Servers run
 * in a network namespace at the far end of the link.
 */
final class LinkCase implements Case {
  /** Of a run's gigabytes: the link takes as long for it as loopback does for all. */
  private static final double PART = 0.16;

  private final List<Measurement> measurements = new ArrayList<>();

  LinkCase() {
    add("mixed", "50 mixed columns", Shape.MIXED);
    add("flights", "flights", Shape.FLIGHTS);
  }

  private void add(String key, String label, Shape shape) {
    for (String codec : List.of("none", "lz4", "zstd")) {
      measurements.add(
          row(
                  "ours-" + codec,
                  key,
                  "ours, " + codec + ", " + label,
                  ServerKind.OURS,
                  ClientKind.OURS)
              .shape(shape)
              .compression(codec));
    }
    measurements.add(
        row(
                "ours-pyarrow-zstd",
                key,
                "ours -> pyarrow, zstd, " + label,
                ServerKind.OURS,
                ClientKind.PYARROW)
            .shape(shape)
            .compression("zstd"));
    measurements.add(
        row("stock-none", key, "stock, none, " + label, ServerKind.STOCK, ClientKind.STOCK)
            .shape(shape));
    measurements.add(
        row("pyarrow-zstd", key, "pyarrow, zstd, " + label, ServerKind.PYARROW, ClientKind.PYARROW)
            .shape(shape)
            .compression("zstd"));
  }

  private static Measurement row(
      String peer, String key, String label, ServerKind server, ClientKind client) {
    return Measurement.of("link/" + key + "-" + peer, label, server, client);
  }

  @Override
  public String name() {
    return "link";
  }

  @Override
  public List<String> ids() {
    return measurements.stream().map(Measurement::id).toList();
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    double gigabytes = bench.settings().gigabytes() * PART;
    String title = String.format(Locale.ROOT, "A link of 1 Gbit/s, %.2f GB a run", gigabytes);
    ShapedLink link;
    try {
      link = bench.cleanup().own(ShapedLink.open());
    } catch (IOException noLink) {
      String reason = String.valueOf(noLink.getMessage());
      return new Section(
          title,
          measurements.stream()
              .map(each -> Series.skipped(each.id(), each.label(), reason))
              .toList());
    }
    Map<ServerKind, ServerChild> servers = new EnumMap<>(ServerKind.class);
    try {
      StreamRounds rounds =
          new StreamRounds(
              bench,
              gigabytes,
              Warmth.someOf(bench.settings().warmups()),
              kind -> server(bench, link, servers, kind).location());
      return new Section(title, rounds.run(measurements, name()));
    } finally {
      for (ServerChild server : servers.values()) {
        forget(bench, server.location());
        bench.fleet().end(server);
      }
      bench.cleanup().release(link);
    }
  }

  private static ServerChild server(
      Bench bench, ShapedLink link, Map<ServerKind, ServerChild> servers, ServerKind kind)
      throws IOException, InterruptedException {
    ServerChild known = servers.get(kind);
    if (known == null) {
      known =
          bench
              .fleet()
              .startServer(kind, new Fleet.Place(link.farSide(), link.farHost(), List.of()));
      servers.put(kind, known);
    }
    return known;
  }

  private void forget(Bench bench, String location) throws IOException, InterruptedException {
    for (ClientKind kind : List.of(ClientKind.OURS, ClientKind.STOCK, ClientKind.PYARROW)) {
      boolean used =
          measurements.stream()
              .anyMatch(
                  each ->
                      each.client() == kind
                          && bench.fleet().unavailable(each.server(), kind).isEmpty());
      if (used) {
        bench.fleet().client(kind).run(Command.forget(location), Duration.ofSeconds(30));
      }
    }
  }
}
