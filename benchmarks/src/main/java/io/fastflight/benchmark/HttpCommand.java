package io.fastflight.benchmark;

import io.fastflight.benchmark.cases.Bar;
import io.fastflight.benchmark.cases.Case;
import io.fastflight.benchmark.cases.Cases;
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
 * <b>Question:</b> what does HTTP cost beside Flight: for a long stream, for the first of an answer
 * and for 200 callers at once? Is it faster than a FastAPI bridge? And how fast are CSV, NDJSON and
 * Parquet over it, beside DuckDB's own {@code COPY ... TO} with one thread, and Jackson row by row?
 * And when can the console be used in a real browser?
 *
 * <p><b>Command:</b> {@code ./fastflight bench http [--quick] [--only CASE]}
 *
 * <p><b>Data:</b> the batches of {@code bench wire}, sent again and again, and two million flights
 * of the demo for the formats. Servers and clients are processes of their own and stay warm; runs
 * go in turn. Over HTTP a client reads from a bare socket into Arrow's buffers; a text is counted
 * and dropped, while DuckDB and Jackson write a file in the temporary folder, with no server and no
 * reader. Rows and sums of each Arrow stream are checked, and those of each text and file by
 * DuckDB, before the rounds; a wrong one ends the program. The process exits with 1 if a bar is
 * missed.
 *
 * <p><b>What would change our mind:</b> Arrow over HTTP much slower than over Flight would ask for
 * the bodies' path to be looked at; text near what Jackson writes by row, for another way to write.
 */
@Command(
    name = "http",
    mixinStandardHelpOptions = true,
    description = "HTTP beside Flight and a FastAPI bridge; formats beside DuckDB and Jackson.")
final class HttpCommand implements Callable<Integer> {
  @Mixin private OutputOptions output;
  @Mixin private RoundsOption rounds;

  @Option(
      names = "--only",
      paramLabel = "CASE",
      split = ",",
      description = "Only these of: http, doors, csv, ndjson, parquet, console.")
  private List<String> only = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    List<Case> cases = CaseRun.chosen(Cases.ofHttp(), only);
    Map<String, String> machine = Machine.facts(Clock.systemUTC());
    Optional<Python> python = Python.find();
    machine.put("Python", python.map(Python::versions).orElse("none with pyarrow: rows skipped"));
    List<Section> sections =
        CaseRun.sections(rounds.settings(output), python, (bench, folder) -> cases);
    return output.judge(
        new Report("FastFlight HTTP benchmark", machine, sections, Bar.judgeHttp(sections)),
        "http");
  }
}
