package io.fastflight.benchmark.cases;

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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** What the console's scripts weigh, each compressed by gzip. */
final class ConsoleCase implements Case {
  static final String ID = "console/scripts";
  private static final String PAGE = "/io/fastflight/console/index.html";
  private static final String LABEL = "scripts, gzip";
  private static final double MOST_KILOBYTES = 500;

  @Override
  public String name() {
    return "console";
  }

  @Override
  public List<String> ids() {
    return List.of(ID);
  }

  @Override
  public Section run(Bench bench) throws IOException {
    double kilobytes = scriptBytes() / 1e3;
    Series scripts =
        kilobytes == 0
            ? Series.skipped(ID, LABEL, "the console was built without Node")
            : Series.of(ID, LABEL, "KB", List.of(kilobytes));
    return new Section("The console's page", List.of(scripts));
  }

  /** Returns how the size came out, of a row of {@link #run}. */
  static Verdict verdict(Series scripts) {
    return new Verdict(
        "console's scripts, gzip", scripts.median(), Double.NaN, false, MOST_KILOBYTES, " KB");
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
