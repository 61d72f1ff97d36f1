package io.fastflight.benchmark;

import io.fastflight.benchmark.cases.Bar;
import io.fastflight.benchmark.cases.Case;
import io.fastflight.benchmark.cases.Cases;
import io.fastflight.benchmark.cases.Settings;
import io.fastflight.benchmark.fleet.Python;
import io.fastflight.benchmark.report.Machine;
import io.fastflight.benchmark.report.Report;
import io.fastflight.benchmark.report.Section;
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
 * <b>Question:</b> how fast do batches travel from our server to our client, beside stock
 * arrow-java, pyarrow (C++) and bare sockets in the same run?
 *
 * <p><b>Command:</b> {@code ./fastflight bench wire [--quick] [--only CASE]}
 *
 * <p><b>Data:</b> {@link io.fastflight.benchmark.data.Shape prepared batches}, sent again and again
 * by every server out of the same file, so that no source costs anything. Each server and each
 * client is a process of its own; clients stay up and warm; runs go in turn, and while one runs the
 * other processes are idle. Each run checks its rows and the sum of a column; a wrong one ends the
 * program.
 *
 * <p><b>What would change our mind:</b> a stock pair as fast as ours would say that our own DoGet
 * is not worth its lines; a pyarrow pair that is faster, that Java is the limit after all.
 */
@Command(
    name = "wire",
    mixinStandardHelpOptions = true,
    description = "Server to client: ours, stock arrow-java, pyarrow and bare sockets, in turn.")
final class WireCommand implements Callable<Integer> {
  @Mixin private OutputOptions output;

  @Option(
      names = "--only",
      paramLabel = "CASE",
      split = ",",
      description = "Only these of: int64, batches, streams, mixed, big, first, small, link.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--gigabytes",
      description = "Of one run, in 10^9 bytes; 1.26 by default, 0.1 with --quick.")
  private Optional<Double> gigabytes = Optional.empty();

  @Option(names = "--rounds", description = "That count; 7 by default, 3 with --quick.")
  private Optional<Integer> rounds = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Settings settings = settings();
    List<Case> cases = CaseRun.chosen(Cases.all(), only);
    Map<String, String> machine = Machine.facts(Clock.systemUTC());
    Optional<Python> python = Python.find();
    machine.put("Python", python.map(Python::versions).orElse("none with pyarrow: rows skipped"));
    List<Section> sections = CaseRun.sections(settings, python, (bench, folder) -> cases);
    Report report = new Report("FastFlight wire benchmark", machine, sections, Bar.judge(sections));
    output.tell(report, "wire");
    return 0;
  }

  private Settings settings() {
    Settings sizes = output.quick ? Settings.quick() : Settings.full();
    return new Settings(
        gigabytes.orElse(sizes.gigabytes()),
        rounds.orElse(sizes.rounds()),
        sizes.warmups(),
        sizes.calls(),
        sizes.starts());
  }
}
