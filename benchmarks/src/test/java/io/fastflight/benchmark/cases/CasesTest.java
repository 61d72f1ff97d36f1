package io.fastflight.benchmark.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.benchmark.fleet.Cleanup;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import io.fastflight.benchmark.report.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The table of cases, and the bars over it. */
class CasesTest {
  @Test
  void everyBarComparesTwoRowsOfOneCase() {
    for (Bar bar : Bar.all()) {
      assertThat(Cases.all().stream().map(Case::ids))
          .as(bar.text())
          .anySatisfy(ids -> assertThat(ids).contains(bar.subject(), bar.baseline()));
    }
    for (Bar bar : Bar.ofClient()) {
      assertThat(Cases.ofClient().stream().map(Case::ids))
          .as(bar.text())
          .anySatisfy(ids -> assertThat(ids).contains(bar.subject(), bar.baseline()));
    }
    for (Bar bar : Bar.ofHttp()) {
      assertThat(Cases.ofHttp().stream().map(Case::ids))
          .as(bar.text())
          .anySatisfy(ids -> assertThat(ids).contains(bar.subject(), bar.baseline()));
    }
    for (Bar bar : Bar.ofSecurity()) {
      assertThat(Cases.ofSecurity().stream().map(Case::ids))
          .as(bar.text())
          .anySatisfy(ids -> assertThat(ids).contains(bar.subject(), bar.baseline()));
    }
    try (Cleanup cleanup = new Cleanup()) {
      BenchDatabase unused = new BenchDatabase(1_000, cleanup, said -> {});
      for (Bar bar : Bar.ofSources()) {
        assertThat(Cases.ofSources(unused, Optional.empty()).stream().map(Case::ids))
            .as(bar.text())
            .anySatisfy(ids -> assertThat(ids).contains(bar.subject(), bar.baseline()));
      }
    }
  }

  @Test
  void noIdNamesTwoRows() {
    assertThat(Cases.all().stream().flatMap(each -> each.ids().stream())).doesNotHaveDuplicates();
  }

  @Test
  void aBarIsJudgedByTheRatioOfTheMedians() {
    Section section =
        new Section(
            "small",
            List.of(
                Series.of("small/ours-p50", "", "us", List.of(300.0, 200.0, 100.0)),
                Series.of("small/grpc-p50", "", "us", List.of(100.0, 100.0, 100.0))));
    Verdict verdict = Bar.judge(List.of(section)).get(0);
    assertThat(verdict.measured()).isEqualTo(2.0);
    assertThat(verdict.word()).isEqualTo("MISSED");
  }

  @Test
  void settingsOutOfRangeNameTheOption() {
    assertThatThrownBy(() -> new Settings(1, 0, 0, 100, 1))
        .hasMessage("--rounds must be 1..1000, was 0.");
  }
}
