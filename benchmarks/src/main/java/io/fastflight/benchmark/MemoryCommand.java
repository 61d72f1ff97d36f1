package io.fastflight.benchmark;

import io.fastflight.benchmark.data.ShapeFiles;
import io.fastflight.benchmark.fleet.Cleanup;
import io.fastflight.benchmark.fleet.Fleet;
import io.fastflight.benchmark.memory.LongStreamRun;
import io.fastflight.benchmark.memory.SlowPlan;
import io.fastflight.benchmark.memory.SlowStreamsRun;
import io.fastflight.benchmark.report.Machine;
import io.fastflight.benchmark.report.Report;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Table;
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
 * <b>Question:</b> what does our server hold in memory and threads while a thousand clients take
 * one batch a second each, and does a long stream take more memory than a short one?
 *
 * <p><b>Command:</b> {@code ./fastflight bench memory [--quick] [--only slow|long]}
 *
 * <p><b>Data:</b> rows computed for each stream from its seed and the row id, and each of them
 * checked; for the long stream a prepared batch, its rows and sum checked. The server has {@code
 * -Xmx512m -XX:MaxDirectMemorySize=512m} and tells its memory on its standard output. The process
 * exits with 1 if a bar is missed.
 *
 * <p><b>What would change our mind:</b> memory that grows with the streams' length or the clients'
 * slowness says that something other than our windows and budgets bounds it.
 */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = "What slow streams and long ones hold in memory.")
final class MemoryCommand implements Callable<Integer> {
  private static final List<String> PARTS = List.of("slow", "long");

  @Mixin private OutputOptions output;

  @Option(names = "--only", paramLabel = "PART", description = "Only this one: slow or long.")
  private Optional<String> only = Optional.empty();

  @Option(names = "--streams", description = "How many slow ones; 1000 by default.")
  private int streams = 1_000;

  @Option(names = "--seconds", description = "To watch; 60 by default, 10 with --quick.")
  private Optional<Integer> seconds = Optional.empty();

  @Option(
      names = "--batch-rows",
      description =
          "Of a slow stream; 2000 by default: 128 KiB with their validity bits, where 2048 would take twice that.")
  private int batchRows = 2_000;

  @Option(names = "--gigabytes", description = "Of the long stream; 50, or 2 with --quick.")
  private Optional<Double> gigabytes = Optional.empty();

  @Override
  public Integer call() throws Exception {
    String part = only.orElse("");
    if (only.isPresent() && !PARTS.contains(part)) {
      throw new IllegalArgumentException(
          "There is no part '%s'. There are: %s.".formatted(part, String.join(", ", PARTS)));
    }
    SlowPlan plan = new SlowPlan("", streams, seconds.orElse(output.quick ? 10 : 60), batchRows);
    LongStreamRun longStream = new LongStreamRun(gigabytes.orElse(output.quick ? 2.0 : 50.0));
    Map<String, String> machine = Machine.facts(Clock.systemUTC());
    List<Section> sections = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    try (Cleanup cleanup = new Cleanup()) {
      Path folder = cleanup.own(new WorkFolder()).path();
      Fleet fleet = new Fleet(folder, cleanup, Optional.empty());
      if (!part.equals("long")) {
        add(new SlowStreamsRun(plan).run(fleet), sections, verdicts);
      }
      if (!part.equals("slow")) {
        add(longStream.run(fleet, new ShapeFiles(folder)), sections, verdicts);
      }
    }
    return tell(new Report("FastFlight memory benchmark", machine, sections, verdicts));
  }

  private static void add(
      SlowStreamsRun.Outcome outcome, List<Section> sections, List<Verdict> verdicts) {
    sections.add(outcome.section());
    verdicts.addAll(outcome.verdicts());
  }

  private int tell(Report report) throws Exception {
    System.out.println(Table.machine(report));
    report.sections().forEach(section -> System.out.println(Table.text(section)));
    System.out.println(Table.bars(report));
    boolean passed = report.verdicts().stream().allMatch(Verdict::met);
    System.out.println(passed ? "PASS" : "FAIL");
    System.out.println("Written to " + output.write(report, "memory") + ".");
    return passed ? 0 : 1;
  }
}
