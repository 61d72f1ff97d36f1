package io.fastflight.source.duckdb.demo;

import io.fastflight.error.DataServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The folder with the demo's files: one that was given, or a private temporary one they were
 * unpacked to, which {@link #close} deletes.
 */
final class DemoData implements AutoCloseable {
  private static final List<String> FILES =
      List.of(DemoQueries.FLIGHTS, DemoQueries.AIRPORTS, DemoQueries.BIRDSTRIKES);

  private final Path folder;
  private final boolean ours;

  private DemoData(Path folder, boolean ours) {
    this.folder = folder;
    this.ours = ours;
  }

  static DemoData open(Optional<Path> given) {
    return given.isPresent() ? new DemoData(given.get().toAbsolutePath(), false) : unpack();
  }

  Path folder() {
    return folder;
  }

  private static DemoData unpack() {
    DemoData data = null;
    try {
      data = new DemoData(Files.createTempDirectory("fastflight-demo-"), true);
      for (String file : FILES) {
        unpack(file, data.folder.resolve(file));
      }
      return data;
    } catch (IOException failed) {
      if (data != null) {
        data.close();
      }
      throw new DataServiceException(
          "The demo's data could not be unpacked to a temporary folder. Give the JVM a folder it can write to, with -Djava.io.tmpdir.",
          failed);
    }
  }

  private static void unpack(String file, Path target) throws IOException {
    try (InputStream packed = DemoData.class.getResourceAsStream(file)) {
      if (packed == null) {
        throw new IOException("The jar lacks " + file + ".");
      }
      Files.copy(packed, target);
    }
  }

  /** Deletes what was unpacked. */
  @Override
  public void close() {
    if (!ours) {
      return;
    }
    try {
      for (String file : FILES) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Files.deleteIfExists(folder);
    } catch (IOException left) {
      throw new DataServiceException(
          "The demo's temporary folder could not be deleted. Remove fastflight-demo-* from the temporary folder.",
          left);
    }
  }
}
