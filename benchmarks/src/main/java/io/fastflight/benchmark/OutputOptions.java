package io.fastflight.benchmark;

import io.fastflight.benchmark.peers.Json;
import io.fastflight.benchmark.report.Chart;
import io.fastflight.benchmark.report.Report;
import io.fastflight.benchmark.report.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options every benchmark has, and the files it leaves. */
final class OutputOptions {
  @Option(
      names = "--quick",
      description = "A look instead of a measurement: small sizes, few rounds.")
  boolean quick;

  @Option(
      names = "--out-dir",
      paramLabel = "FOLDER",
      description = "Where JSON, Markdown and chart go; docs/results of the project by default.")
  Optional<Path> outDir = Optional.empty();

  @Option(names = "--json-out", paramLabel = "FILE", description = "Where the JSON goes instead.")
  Optional<Path> jsonOut = Optional.empty();

  /** Prints the report, {@code last} below its bars, and writes it as {@link #write} does. */
  void tell(Report report, String name, String... last) throws IOException {
    System.out.println(Table.machine(report));
    report.sections().forEach(section -> System.out.println(Table.text(section)));
    System.out.println(Table.bars(report));
    for (String line : last) {
      System.out.println(line);
    }
    System.out.println("Written to " + write(report, name) + ".");
  }

  /** Writes the report; {@code name} begins the names of the files. Returns the folder. */
  Path write(Report report, String name) throws IOException {
    Path home = Path.of(System.getProperty("fastflight.home", "")).toAbsolutePath();
    Path folder = Files.createDirectories(outDir.orElse(home.resolve("docs/results")));
    String date = report.machine().getOrDefault("date", "today").substring(0, 10);
    Path json = jsonOut.orElse(folder.resolve(name + "-" + date + ".json"));
    Files.writeString(json, Json.pretty(report) + "\n", StandardCharsets.UTF_8);
    String markdown =
        Table.markdown(report)
            + "\n![%s](%s.svg)\n\nThe runs: [%s](%s).\n"
                .formatted(report.title(), name, json.getFileName(), json.getFileName());
    Files.writeString(folder.resolve(name + ".md"), markdown, StandardCharsets.UTF_8);
    Files.writeString(folder.resolve(name + ".svg"), Chart.of(report), StandardCharsets.UTF_8);
    return folder;
  }

  /**
   * Tells a report whose bars decide; one of a case that was left out does not count.
   *
   * @return the exit code: 1 if a bar is missed
   */
  int judge(Report report, String name) throws IOException {
    boolean passed =
        report.verdicts().stream().allMatch(v -> v.met() || Double.isNaN(v.measured()));
    tell(report, name, passed ? "PASS" : "FAIL");
    return passed ? 0 : 1;
  }
}
