package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import io.fastflight.benchmark.report.Statistics;
import io.fastflight.benchmark.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A ratio of two rows of one run that is to be reached.
 *
 * @param text in words
 * @param subject the id of the row above the line
 * @param baseline the id of the row below it
 * @param atLeast whether the target is the least that will do, and not the most
 * @param target the ratio
 */
public record Bar(String text, String subject, String baseline, boolean atLeast, double target) {

  /** Returns the bars of the wire. */
  public static List<Bar> all() {
    return List.of(
        atLeast("ours/ours over pyarrow/pyarrow", "int64/ours", "int64/pyarrow", 1.2),
        atLeast("ours/ours over stock/stock", "int64/ours", "int64/stock", 1.8),
        atLeast("ours/ours over raw TCP", "int64/ours", "int64/raw-tcp", 0.75),
        atLeast(
            "ours/pyarrow client over pyarrow/pyarrow", "int64/ours-pyarrow", "int64/pyarrow", 1.0),
        atLeast("2,048-row over 65,536-row batches", "batches/ours-2k", "batches/ours-64k", 0.8),
        atLeast("Unix socket over TCP", "int64/unix", "int64/ours", 1.5),
        atLeast("first gigabyte over warm", "first/first", "first/warm", 0.5),
        new Bar("small request p50 over bare gRPC", "small/ours-p50", "small/grpc-p50", false, 1.5),
        atLeast("64 streams together over one", "streams/ours-64", "streams/ours-1", 0.9));
  }

  /** Returns the bars of the client. */
  public static List<Bar> ofClient() {
    return List.of(
        atLeast("records over a loop by hand", "records/mapped", "records/by-hand", 0.7),
        atLeast("collecting over dropping", "collect/table", "collect/dropped", 0.9),
        atLeast("our client over a bare one", "client-stream/ours", "client-stream/bare", 0.97),
        new Bar(
            "small request p50 over a bare client's",
            "client-small/ours-p50",
            "client-small/bare-p50",
            false,
            1.1));
  }

  /** Returns the bars of the sources. */
  public static List<Bar> ofSources() {
    return List.of(
        atLeast("DuckDB over its own export", "duckdb/ours", "duckdb/export", 1 / 1.25),
        atLeast("mapped file over the wire's best", "mapped/ours", "mapped/wire", 0.9),
        atLeast("COPY over arrow-jdbc", "mixed-rows/copy", "mixed-rows/arrow-jdbc", 3),
        atLeast("COPY over a ResultSet loop", "mixed-rows/copy", "mixed-rows/result-set", 4),
        atLeast("COPY over psycopg 3's", "mixed-rows/copy", "mixed-rows/psycopg", 1),
        atLeast("JDBC over arrow-jdbc", "mixed-rows/jdbc", "mixed-rows/arrow-jdbc", 1.5),
        atLeast("4 partitions that wait over one", "partitions/4", "partitions/1", 3));
  }

  /** Returns the bars of HTTP. */
  public static List<Bar> ofHttp() {
    return List.of(
        atLeast("Arrow over HTTP/1.1 over Flight", "http/ours", "http/flight", 0.9),
        atLeast("Arrow over a FastAPI bridge's", "http/ours", "http/fastapi", 3),
        new Bar(
            "first byte over Flight's first batch",
            "doors/http-first",
            "doors/flight-first",
            false,
            1.3),
        new Bar(
            "200 callers' p99 over Flight's",
            "doors/http-p99-200",
            "doors/flight-p99-200",
            false,
            2),
        atLeast("CSV over DuckDB's COPY", "csv/ours", "csv/duckdb", 0.5),
        atLeast("CSV over Jackson by row", "csv/ours", "csv/jackson", 3),
        atLeast("NDJSON over DuckDB's COPY", "ndjson/ours", "ndjson/duckdb", 0.5),
        atLeast("NDJSON over Jackson by row", "ndjson/ours", "ndjson/jackson", 3),
        atLeast("Parquet over DuckDB's COPY", "parquet/ours", "parquet/duckdb", 0.5));
  }

  /** Returns the bars of security. */
  public static List<Bar> ofSecurity() {
    return List.of(
        atLeast("TLS over plain", "tls/tls", "tls/plain", 0.6),
        atMost(
            "API key and policy, small request p50",
            "signed-in/key-p50",
            "signed-in/ours-p50",
            1.15),
        atMost(
            "JWT and policy, small request p50", "signed-in/jwt-p50", "signed-in/ours-p50", 1.15),
        atLeast("API key and policy, one stream", "policy/key", "policy/none", 0.98),
        // rates of the rows that are read: time is their other way round
        atMost("half of 8 int64, time over all", "filter/int64-all", "filter/int64-half", 1.3),
        atMost(
            "half of the flights, time over all", "filter/flights-all", "filter/flights-half", 1.3),
        atMost("most flights, time over all", "filter/flights-all", "filter/flights-most", 1.3));
  }

  private static Bar atMost(String text, String subject, String baseline, double target) {
    return new Bar(text, subject, baseline, false, target);
  }

  private static Bar atLeast(String text, String subject, String baseline, double target) {
    return new Bar(text, subject, baseline, true, target);
  }

  /** Returns how each bar of the wire came out whose rows were asked for. */
  public static List<Verdict> judge(List<Section> sections) {
    return judge(sections, all());
  }

  /** Returns how each of {@code bars} came out whose rows were asked for. */
  public static List<Verdict> judge(List<Section> sections, List<Bar> bars) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Bar bar : bars) {
      Optional<Series> subject = find(sections, bar.subject);
      Optional<Series> baseline = find(sections, bar.baseline);
      if (subject.isPresent() && baseline.isPresent()) {
        verdicts.add(bar.verdict(subject.get(), baseline.get()));
      }
    }
    return verdicts;
  }

  /** Returns how the bars of HTTP came out, and those of the console, where it was asked for. */
  public static List<Verdict> judgeHttp(List<Section> sections) {
    List<Verdict> verdicts = new ArrayList<>(judge(sections, ofHttp()));
    verdicts.addAll(ConsoleCase.verdicts(sections));
    return verdicts;
  }

  private Verdict verdict(Series above, Series below) {
    return new Verdict(
        text,
        above.median() / below.median(),
        Statistics.medianOfRatios(above.values(), below.values()),
        atLeast,
        target,
        "");
  }

  /** Returns the row of that id, if it was asked for. */
  static Optional<Series> find(List<Section> sections, String id) {
    return sections.stream()
        .flatMap(section -> section.series().stream())
        .filter(series -> series.id().equals(id))
        .findFirst();
  }
}
