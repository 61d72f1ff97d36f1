package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.DeclaredFiles;
import io.fastflight.benchmark.peers.Answer;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.report.Series;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says how a client is to get what there is, and what must come of it.
 *
 * @param id by which bars name it
 * @param label for people
 * @param client who does it
 * @param command what it is asked
 * @param expected what it must answer
 * @param size in thousands of rows or in MB
 */
record Way(
    String id,
    String label,
    ClientKind client,
    Command command,
    DeclaredFiles.Expected expected,
    double size) {
  private static final Duration RUN = Duration.ofMinutes(3);

  /** Goes one way after the other, again and again, of which {@code warmups} do not count. */
  static List<Series> inTurn(Bench bench, String name, List<Way> ways, String unit, int warmups)
      throws IOException, InterruptedException {
    Map<Way, List<Double>> runs = new LinkedHashMap<>();
    for (int round = 0; round < warmups + bench.settings().rounds(); round++) {
      bench.progress().accept("%s: round %d".formatted(name, round + 1 - warmups));
      for (Way way : ways) {
        Answer answer = bench.fleet().client(way.client).run(way.command, RUN);
        StreamRounds.check(way.id, answer, way.expected.rows(), way.expected.sum());
        if (round >= warmups) {
          runs.computeIfAbsent(way, unused -> new ArrayList<>()).add(way.size / answer.seconds());
        }
      }
    }
    return ways.stream()
        .map(way -> Series.of(way.id, way.label, unit, runs.getOrDefault(way, List.of())))
        .toList();
  }
}
