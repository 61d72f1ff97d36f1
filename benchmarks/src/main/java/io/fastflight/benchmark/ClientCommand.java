package io.fastflight.benchmark;

import io.fastflight.benchmark.cases.Bar;
import io.fastflight.benchmark.cases.Cases;
import io.fastflight.benchmark.report.Machine;
import io.fastflight.benchmark.report.Report;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Verdict;
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
  @Mixin private RoundsOption rounds;

  @Option(
      names = "--only",
      paramLabel = "CASE",
      split = ",",
      description = "Only these of: records, collect, client-stream, client-small.")
  private List<String> only = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    Map<String, String> machine = Machine.facts(Clock.systemUTC());
    List<Section> sections =
        CaseRun.sections(
            rounds.settings(output),
            Optional.empty(),
            (bench, folder) -> CaseRun.chosen(Cases.ofClient(), only));
    List<Verdict> verdicts = Bar.judge(sections, Bar.ofClient());
    return output.judge(
        new Report("FastFlight client benchmark", machine, sections, verdicts), "client");
  }
}
