package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.SourceTable;
import io.fastflight.benchmark.fleet.Fleet;
import io.fastflight.benchmark.fleet.ServerChild;
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
import java.util.Locale;
import java.util.Map;

/**
 * A table of PostgreSQL, from the database to a table in a client's process, the ways in turn. Rows
 * and sum of each run are checked before its time counts.
 */
final class SourceCase implements Case {
  private static final Duration RUN = Duration.ofMinutes(15);

  private final String name;
  private final String title;
  private final SourceTable table;
  private final BenchDatabase database;
  private final List<Way> ways;

  /**
   * Says how a table is read.
   *
   * @param key follows the name of the case in the id
   * @param label for people
   * @param client who reads: ours from our server, the others from the database itself
   */
  private record Way(String key, String label, ClientKind client) {}

  private SourceCase(
      String name, String title, SourceTable table, BenchDatabase database, List<Way> ways) {
    this.name = name;
    this.title = title;
    this.table = table;
    this.database = database;
    this.ways = ways;
  }

  /** Returns all ways to read one table. */
  static SourceCase ways(String name, String title, SourceTable table, BenchDatabase database) {
    List<Way> ways =
        List.of(
            new Way("copy", "binary COPY -> ours", ClientKind.OURS_TABLE),
            new Way("jdbc", "JDBC -> ours", ClientKind.OURS_TABLE),
            new Way("arrow-jdbc", "arrow-jdbc -> ours", ClientKind.OURS_TABLE),
            new Way("result-set", "ResultSet loop, 10,000 a fetch", ClientKind.RESULT_SET),
            new Way("psycopg", "psycopg 3, binary COPY -> pyarrow", ClientKind.PSYCOPG));
    return new SourceCase(name, "PostgreSQL, " + title, table, database, ways);
  }

  /** Returns a table whose every row takes a millisecond, over one connection and over four. */
  static SourceCase partitions(BenchDatabase database) {
    List<Way> ways =
        List.of(
            new Way("1", "COPY that waits, 1 connection", ClientKind.OURS_TABLE),
            new Way("4", "COPY that waits, 4 connections", ClientKind.OURS_TABLE));
    String title = "PostgreSQL that waits 1 ms a row";
    return new SourceCase("partitions", title, SourceTable.WAITING, database, ways);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> ids() {
    return ways.stream().map(this::id).toList();
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    String url = database.urlWith(table);
    Map<Way, List<Double>> runs = new LinkedHashMap<>();
    ServerChild server = server(bench, url);
    try {
      measure(bench, url, server.location(), runs);
      bench
          .fleet()
          .client(ClientKind.OURS_TABLE)
          .run(Command.forget(server.location()), Duration.ofSeconds(30));
    } finally {
      bench.fleet().end(server);
    }
    List<Series> series = ways.stream().map(way -> series(bench, way, runs)).toList();
    return new Section(
        String.format(Locale.ROOT, "%s, %,d rows", title, database.rows(table)), series);
  }

  private static ServerChild server(Bench bench, String url)
      throws IOException, InterruptedException {
    List<String> flags = List.of("-Dbench.source.url=" + url);
    return bench
        .fleet()
        .startServer(ServerKind.SOURCES, new Fleet.Place(List.of(), "127.0.0.1", flags));
  }

  private void measure(Bench bench, String url, String location, Map<Way, List<Double>> runs)
      throws IOException, InterruptedException {
    int warmups = bench.settings().warmups();
    for (int round = 0; round < warmups + bench.settings().rounds(); round++) {
      bench.progress().accept("%s: round %d".formatted(name, round + 1 - warmups));
      for (Way way : ways) {
        if (bench.fleet().unavailable(ServerKind.SOURCES, way.client).isEmpty()) {
          double rate = rate(bench, way, command(way, url, location));
          if (round >= warmups) {
            runs.computeIfAbsent(way, unused -> new ArrayList<>()).add(rate);
          }
        }
      }
    }
  }

  private Command command(Way way, String url, String location) {
    if (way.client == ClientKind.OURS_TABLE) {
      String serverWay = table == SourceTable.WAITING ? "copy-" + way.key : way.key;
      return Command.stream(location, Tickets.source(serverWay, table.name()), 1);
    }
    return Command.stream(url, table.query().replace(":slice", "true"), 1);
  }

  private double rate(Bench bench, Way way, Command command)
      throws IOException, InterruptedException {
    long rows = database.rows(table);
    Answer answer = bench.fleet().client(way.client).run(command, RUN);
    StreamRounds.check(id(way), answer, rows, rows * (rows + 1) / 2);
    return rows / answer.seconds() / 1e3;
  }

  private Series series(Bench bench, Way way, Map<Way, List<Double>> runs) {
    List<Double> values = runs.get(way);
    if (values == null) {
      String reason =
          bench.fleet().unavailable(ServerKind.SOURCES, way.client).orElse("nothing ran");
      return Series.skipped(id(way), way.label, reason);
    }
    return Series.of(id(way), way.label, "krows/s", values);
  }

  private String id(Way way) {
    return name + "/" + way.key;
  }
}
