package io.fastflight.benchmark;

import io.fastflight.benchmark.cases.Bar;
import io.fastflight.benchmark.cases.Bench;
import io.fastflight.benchmark.cases.Case;
import io.fastflight.benchmark.cases.Cases;
import io.fastflight.benchmark.cases.Settings;
import io.fastflight.benchmark.cases.Warmth;
import io.fastflight.benchmark.data.ShapeFiles;
import io.fastflight.benchmark.fleet.Cleanup;
import io.fastflight.benchmark.fleet.Fleet;
import io.fastflight.benchmark.report.Machine;
import io.fastflight.benchmark.report.Report;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * <b>Question:</b> what do the ways to read cost beside the same by hand: rows as records beside a
 * loop over the vectors, collecting a table beside dropping every batch, and the pool, its checks
 * and its resilience beside a bare gRPC call?
 *
 * <p><b>Command:</b> {@code ./fastflight bench client [--quick] [--only CASE]}
 *
 * <p><b>Data:</b> records from a table in memory, so that no transport hides their cost; the table
 * from a server in a process of its own that sends a prepared batch again and again. Each run
 * checks its rows and a sum. The process exits with 1 if a bar is missed.
 *
 * <p><b>What would change our mind:</b> records much slower than by hand would ask for generated
 * classes; a table much slower than dropping, for another way to keep a batch.
 */
@Command(
    name = "client",
    mixinStandardHelpOptions = true,
    description = "The ways to read, beside the same by hand.")
final class ClientCommand implements Callable<Integer> {
  @Mixin private OutputOptions output;

  @Option(
      names = "--only",
      paramLabel = "CASE",
      split = ",",
      description = "Only these of: records, collect, client-stream, client-small.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--rounds", description = "That count; 7 by default, 3 with --quick.")
  private Optional<Integer> rounds = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Settings settings = (output.quick ? Settings.quick() : Settings.full()).withRounds(rounds);
    Map<String, String> machine = Machine.facts(Clock.systemUTC());
    List<Section> sections = new ArrayList<>();
    try (Cleanup cleanup = new Cleanup()) {
      Path folder = cleanup.own(new WorkFolder()).path();
      Fleet fleet = new Fleet(folder, cleanup, Optional.empty());
      Bench bench =
          new Bench(
              settings, fleet, new ShapeFiles(folder), new Warmth(), cleanup, System.err::println);
      for (Case each : WireCommand.chosen(Cases.ofClient(), only)) {
        sections.add(each.run(bench));
      }
    }
    List<Verdict> verdicts = Bar.judge(sections, Bar.ofClient());
    return output.judge(
        new Report("FastFlight client benchmark", machine, sections, verdicts), "client");
  }
}
