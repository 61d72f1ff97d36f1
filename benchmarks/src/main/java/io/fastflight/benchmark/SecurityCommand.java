package io.fastflight.benchmark;

import io.fastflight.benchmark.cases.Bar;
import io.fastflight.benchmark.cases.Case;
import io.fastflight.benchmark.cases.Cases;
import io.fastflight.benchmark.data.Callers;
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
  @Mixin private RoundsOption rounds;

  @Option(
      names = "--only",
      paramLabel = "CASE",
      split = ",",
      description = "Only these of: cipher, tls, signed-in, policy, filter.")
  private List<String> only = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    List<Case> cases = CaseRun.chosen(Cases.ofSecurity(), only);
    Map<String, String> machine = Machine.facts(Clock.systemUTC());
    machine.putAll(Machine.ciphers());
    List<Section> sections =
        CaseRun.sections(
            rounds.settings(output),
            Optional.empty(),
            (bench, folder) -> {
              new Callers(folder).write();
              return cases;
            });
    List<Verdict> verdicts = Bar.judge(sections, Bar.ofSecurity());
    return output.judge(
        new Report("FastFlight security benchmark", machine, sections, verdicts), "security");
  }
}
