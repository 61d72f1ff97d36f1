package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.report.Section;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Streams over this machine's own sockets. */
record StreamCase(String name, String title, List<Measurement> measurements) implements Case {
  @Override
  public List<String> ids() {
    return measurements.stream().map(Measurement::id).toList();
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    double gigabytes = bench.settings().gigabytes();
    int warmups = bench.warmth().rounds(measurements, bench.settings().warmups());
    StreamRounds rounds =
        new StreamRounds(bench, gigabytes, warmups, kind -> bench.fleet().server(kind).location());
    String full = String.format(Locale.ROOT, "%s, %.2f GB a run", title, gigabytes);
    return new Section(full, rounds.run(measurements, name));
  }
}
