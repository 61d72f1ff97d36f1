package io.fastflight.benchmark;

import io.fastflight.benchmark.cases.Bar;
import io.fastflight.benchmark.cases.Bench;
import io.fastflight.benchmark.cases.Case;
import io.fastflight.benchmark.cases.Cases;
import io.fastflight.benchmark.cases.Settings;
import io.fastflight.benchmark.cases.Warmth;
import io.fastflight.benchmark.data.Callers;
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
 * <b>Question:</b> what does security cost: TLS on a stream, signing in and a policy on a small
 * request and on a stream of which nothing is hidden, and a row filter on the batches it looks at?
 *
 * <p><b>Command:</b> {@code ./fastflight bench security [--quick] [--only CASE]}
 *
 * <p><b>Data:</b> the batches of {@code bench wire}, and the demo's flights for filters that leave
 * scattered rows, from servers in processes of their own; runs go in turn. Each run checks its rows
 * and the sum of a column, for a filter against a loop that knows nothing of filters. The process
 * exits with 1 if a bar is missed.
 *
 * <p><b>What would change our mind:</b> a stream over TLS far below what one core seals would ask
 * for the records' path to be looked at; a JWT that shows in a small request, for remembering what
 * was verified.
 */
@Command(
    name = "security",
    mixinStandardHelpOptions = true,
    description = "TLS, signing in, a policy and row filters, beside the same without.")
final class SecurityCommand implements Callable<Integer> {
  @Mixin private OutputOptions output;

  @Option(
      names = "--only",
      paramLabel = "CASE",
      split = ",",
      description = "Only these of: cipher, tls, signed-in, policy, filter.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--rounds", description = "That count; 7 by default, 3 with --quick.")
  private Optional<Integer> rounds = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Settings settings = (output.quick ? Settings.quick() : Settings.full()).withRounds(rounds);
    List<Case> cases = WireCommand.chosen(Cases.ofSecurity(), only);
    Map<String, String> machine = Machine.facts(Clock.systemUTC());
    machine.putAll(Machine.ciphers());
    List<Section> sections = new ArrayList<>();
    try (Cleanup cleanup = new Cleanup()) {
      Path folder = cleanup.own(new WorkFolder()).path();
      new Callers(folder).write();
      Fleet fleet = new Fleet(folder, cleanup, Optional.empty());
      Bench bench =
          new Bench(
              settings, fleet, new ShapeFiles(folder), new Warmth(), cleanup, System.err::println);
      for (Case each : cases) {
        sections.add(each.run(bench));
      }
    }
    List<Verdict> verdicts = Bar.judge(sections, Bar.ofSecurity());
    return output.judge(
        new Report("FastFlight security benchmark", machine, sections, verdicts), "security");
  }
}
