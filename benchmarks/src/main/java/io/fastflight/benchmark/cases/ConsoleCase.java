package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.fleet.Browser;
import io.fastflight.benchmark.fleet.Child;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import io.fastflight.benchmark.report.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * What the console's scripts weigh, each compressed by gzip, and how long a real browser takes
 * until its list of services can be used.
 *
 * <p>A visit is a navigation over loopback with nothing kept of the ones before, in a browser that
 * runs; {@code interactive.mjs} beside the console's tests says what is counted, and uses the list
 * each time. Visits that do not count come first, as everywhere.
 */
final class ConsoleCase implements Case {
  private static final String SCRIPTS = "console/scripts";
  private static final String USABLE = "console/usable";
  private static final String PAGE = "/io/fastflight/console/index.html";
  private static final String LABEL = "scripts, gzip";
  private static final String USABLE_LABEL = "until the list of services can be used";
  private static final double MOST_KILOBYTES = 500;
  private static final double MOST_MILLIS = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "console";
  }

  @Override
  public List<String> ids() {
    return List.of(SCRIPTS, USABLE);
  }

  @Override
  public Section run(Bench bench) throws IOException, InterruptedException {
    double kilobytes = scriptBytes() / 1e3;
    if (kilobytes == 0) {
      String reason = "the console was built without Node";
      return section(
          "", Series.skipped(SCRIPTS, LABEL, reason), Series.skipped(USABLE, USABLE_LABEL, reason));
    }
    Series scripts = Series.of(SCRIPTS, LABEL, "KB", List.of(kilobytes));
    Optional<Browser> browser = Browser.find();
    return browser.isEmpty()
        ? section("", scripts, Series.skipped(USABLE, USABLE_LABEL, "no Chromium, or no Node"))
        : visited(bench, browser.get(), scripts);
  }

  private static Section section(String where, Series... rows) {
    return new Section("The console's page" + where, List.of(rows));
  }

  private static Section visited(Bench bench, Browser browser, Series scripts)
      throws IOException, InterruptedException {
    int warmups = Warmth.someOf(bench.settings().warmups());
    int visits = warmups + bench.settings().rounds();
    bench.files().prepare(Shape.TEN_ROWS);
    URI stream = URI.create(bench.fleet().server(ServerKind.OURS_HTTP).location());
    String page = stream.resolve("/").toString();
    bench.progress().accept("console: %s visits".formatted(visits));
    Child node =
        bench
            .fleet()
            .start(
                "browser",
                browser.command("interactive.mjs", page, String.valueOf(visits)),
                browser.environment());
    String version = node.readLineAfter("chromium", PATIENCE);
    List<Double> millis = new ArrayList<>();
    for (int visit = 0; visit < visits; visit++) {
      millis.add(Double.valueOf(node.readLine(PATIENCE)));
    }
    bench.fleet().end(node);
    Series usable = Series.of(USABLE, USABLE_LABEL, "ms", millis.subList(warmups, visits));
    return section(", in Chromium " + version, scripts, usable);
  }

  /** Returns how the figures came out, of the rows of {@link #run}. */
  static List<Verdict> verdicts(List<Section> sections) {
    return Stream.concat(
            Bar.find(sections, SCRIPTS)
                .map(row -> atMost("console's scripts, gzip", row, MOST_KILOBYTES, " KB"))
                .stream(),
            Bar.find(sections, USABLE)
                .map(row -> atMost("console's list can be used", row, MOST_MILLIS, " ms"))
                .stream())
        .toList();
  }

  private static Verdict atMost(String bar, Series row, double most, String unit) {
    return new Verdict(bar, row.median(), Double.NaN, false, most, unit);
  }

  private static long scriptBytes() throws IOException {
    URL page = ConsoleCase.class.getResource(PAGE);
    if (page == null) {
      throw new IOException("The class path lacks the console.");
    }
    try {
      URI address = page.toURI();
      if (!address.getScheme().equals("jar")) {
        return scriptBytes(Path.of(address));
      }
      try (FileSystem jar = FileSystems.newFileSystem(address, Map.of())) {
        return scriptBytes(jar.getPath(PAGE));
      }
    } catch (URISyntaxException impossible) {
      throw new IOException("No place to look at: " + page, impossible);
    }
  }

  private static long scriptBytes(Path page) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(page.resolveSibling(""))) {
      for (Path script : files.filter(file -> file.toString().endsWith(".js")).toList()) {
        bytes += gzip(Files.readAllBytes(script)).length;
      }
    }
    return bytes;
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }
}
