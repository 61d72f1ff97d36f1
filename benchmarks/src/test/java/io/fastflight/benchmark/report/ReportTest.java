package io.fastflight.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fastflight.benchmark.peers.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** One report, in each of its forms. */
class ReportTest {
  private final Series fast =
      new Series(
          "a/ours",
          "ours & co",
          "MB/s",
          List.of(1000.0, 1200.0, 1100.0),
          0.015625,
          Optional.empty());
  private final Series skipped = Series.skipped("a/other", "pyarrow <C++>", "no pyarrow");
  private final Report report =
      new Report(
          "A title",
          Map.of("date", "2026-01-02 03:04"),
          List.of(new Section("Section", List.of(fast, skipped))),
          List.of(
              new Verdict("fast enough", 1.5, 1.4, true, 1.2, ""),
              new Verdict("small enough", 500, Double.NaN, false, 400, " MiB"),
              new Verdict("unknown", Double.NaN, Double.NaN, true, 1, "")));

  @Test
  void theTextTableShowsMedianSpreadAndEveryRun() {
    assertThat(Table.text(report.sections().get(0)))
        .contains("1100", "1000", "1200", "1000 1200 1100", "17.2", "skipped: no pyarrow");
  }

  @Test
  void theBarsSayMetMissedOrNotMeasured() {
    assertThat(
            Table.bars(report)
                .lines()
                .filter(line -> line.contains("enough") || line.contains("unknown")))
        .satisfiesExactly(
            met -> assertThat(met).contains(">= 1.20", "1.50", "1.40").endsWith("met"),
            missed -> assertThat(missed).contains("<= 400 MiB", "500 MiB").endsWith("MISSED"),
            unknown -> assertThat(unknown).endsWith("not measured"));
  }

  @Test
  void theMarkdownHasARowForEachSeriesAndBar() {
    assertThat(Table.markdown(report))
        .startsWith("# A title")
        .contains("| ours & co | 1100 | 1000 | 1200 | MB/s | 17.2 | 1000 1200 1100 |")
        .contains("| small enough | <= 400 MiB | 500 MiB |  | MISSED |");
  }

  @Test
  void theJsonHoldsEveryRun() {
    JsonNode json = Json.read(Json.pretty(report), JsonNode.class);
    assertThat(json.at("/sections/0/series/0/values/1").asDouble()).isEqualTo(1200.0);
    assertThat(json.at("/sections/0/series/1/skipped").asText()).isEqualTo("no pyarrow");
  }

  @Test
  void theChartIsXmlWithABackgroundABarAndAWhiskerForEachMeasuredSeries() throws Exception {
    String svg = Chart.of(report);
    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertThat(xml.getElementsByTagName("rect").getLength()).isEqualTo(2);
    assertThat(xml.getElementsByTagName("path").getLength()).isEqualTo(1);
    assertThat(svg).contains("1100 MB/s", "2026-01-02 03:04").doesNotContain("pyarrow");
  }
}
