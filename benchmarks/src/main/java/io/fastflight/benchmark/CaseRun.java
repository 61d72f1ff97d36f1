package io.fastflight.benchmark;

import io.fastflight.benchmark.cases.Bench;
import io.fastflight.benchmark.cases.Case;
import io.fastflight.benchmark.cases.Settings;
import io.fastflight.benchmark.cases.Warmth;
import io.fastflight.benchmark.data.ShapeFiles;
import io.fastflight.benchmark.fleet.Cleanup;
import io.fastflight.benchmark.fleet.Fleet;
import io.fastflight.benchmark.fleet.Python;
import io.fastflight.benchmark.report.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs cases one after the other, with processes of their own that end with the run. */
final class CaseRun {
  private CaseRun() {}

  /** Says what to run once there is something to measure with. */
  interface Preparation {
    /**
     * Returns the cases to run.
     *
     * @param folder of this run, where the servers find their files
     */
    List<Case> cases(Bench bench, Path folder) throws IOException;
  }

  /** Returns what the cases measured, in their order. */
  static List<Section> sections(Settings settings, Optional<Python> python, Preparation preparation)
      throws Exception {
    List<Section> sections = new ArrayList<>();
    try (Cleanup cleanup = new Cleanup()) {
      Path folder = cleanup.own(new WorkFolder()).path();
      Fleet fleet = new Fleet(folder, cleanup, python);
      Bench bench =
          new Bench(
              settings, fleet, new ShapeFiles(folder), new Warmth(), cleanup, System.err::println);
      for (Case each : preparation.cases(bench, folder)) {
        sections.add(each.run(bench));
      }
    }
    return sections;
  }

  /**
   * Returns those of {@code all} that have these names, or all.
   *
   * @throws IllegalArgumentException if there is none of a name; the message lists what there is
   */
  static List<Case> chosen(List<Case> all, List<String> names) {
    List<String> known = all.stream().map(Case::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "There is no case '%s'. There are: %s."
                .formatted(name, known.stream().collect(Collectors.joining(", "))));
      }
    }
    return names.isEmpty()
        ? all
        : all.stream().filter(each -> names.contains(each.name())).toList();
  }
}
