package io.fastflight.benchmark;

import io.fastflight.benchmark.cases.Bar;
import io.fastflight.benchmark.cases.BenchDatabase;
import io.fastflight.benchmark.cases.Cases;
import io.fastflight.benchmark.cases.Settings;
import io.fastflight.benchmark.fleet.Python;
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
 * <b>Question:</b> how fast does a result come from PostgreSQL into a table of a client: through
 * our COPY and JDBC sources, beside arrow-jdbc behind the same server, a plain loop over a result
 * set, and psycopg 3 into pyarrow? And from files: flights through DuckDB, beside DuckDB's own
 * Arrow export in the reader's process, a mapped Arrow file, beside the same batch sent from
 * memory, and an Iceberg table, beside the Parquet file that it consists of?
 *
 * <p><b>Command:</b> {@code ./fastflight bench sources [--quick] [--only CASE]}
 *
 * <p><b>Data:</b> tables of 10 million rows and 6 columns in a real PostgreSQL on this machine,
 * which has them in memory. Server and clients are processes of their own and stay warm; runs go in
 * turn. The loop and psycopg read from the database itself, with no server between. Each run checks
 * its rows and the sum of a column; a wrong one ends the program. The process exits with 1 if a bar
 * is missed.
 *
 * <p><b>What would change our mind:</b> arrow-jdbc as fast as our JDBC path would say that its
 * column readers are not worth their lines; psycopg faster than COPY, that a server between costs
 * more than Java wins.
 */
@Command(
    name = "sources",
    mixinStandardHelpOptions = true,
    description = "From files and PostgreSQL to a table of a client, beside other ways.")
final class SourcesCommand implements Callable<Integer> {
  private static final long ROWS = 10_000_000;
  private static final long QUICK_ROWS = 200_000;

  @Mixin private OutputOptions output;

  @Option(
      names = "--only",
      paramLabel = "CASE",
      split = ",",
      description = "Only these of: duckdb, mapped, iceberg, mixed-rows, strings, partitions.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--rows",
      description = "Of a table; 10,000,000 by default, 200,000 with --quick.")
  private Optional<Long> rows = Optional.empty();

  @Option(
      names = "--flights",
      paramLabel = "FILE",
      description =
          "A Parquet file of flights for duckdb and iceberg, in place of the demo's repeated.")
  private Optional<Path> flights = Optional.empty();

  @Option(names = "--rounds", description = "That count; 5 by default, 3 with --quick.")
  private Optional<Integer> rounds = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Settings settings = settings();
    long count = checked(rows.orElse(output.quick ? QUICK_ROWS : ROWS));
    Map<String, String> machine = Machine.facts(Clock.systemUTC());
    Optional<Python> python = Python.find();
    machine.put("Python", python.map(Python::versions).orElse("none with pyarrow: rows skipped"));
    List<Section> sections =
        CaseRun.sections(
            settings,
            python,
            (bench, folder) -> {
              var database = new BenchDatabase(count, bench.cleanup(), bench.progress());
              return CaseRun.chosen(Cases.ofSources(database, flights), only);
            });
    List<Verdict> verdicts = Bar.judge(sections, Bar.ofSources());
    return output.judge(
        new Report("FastFlight sources benchmark", machine, sections, verdicts), "sources");
  }

  private Settings settings() {
    Settings sizes = output.quick ? Settings.quick() : Settings.full();
    return new Settings(
        sizes.gigabytes(),
        rounds.orElse(output.quick ? 3 : 5),
        output.quick ? 1 : 2,
        sizes.calls(),
        sizes.starts());
  }

  private static long checked(long rows) {
    if (rows < 1_000 || rows > 1_000_000_000) {
      throw new IllegalArgumentException("--rows must be 1000..1000000000, was " + rows + ".");
    }
    return rows;
  }
}
