package io.fastflight.benchmark.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/**
 * Writes files and the {@code fastflight.yaml} that serves them: flights as Parquet under {@code
 * flights}, the batch of a shape again and again as a mapped Arrow file under {@code mapped}.
 *
 * <p><b>Threads:</b> used by one thread.
 */
public final class DeclaredFiles {
  /** What is asked of DuckDB, by the service and in the reader's own process alike. */
  static final String COLUMNS = "SELECT distance, date, delay, origin, destination FROM ";

  private static final String DEMO_FLIGHTS =
      "/io/fastflight/source/duckdb/demo/flights.parquet"; // 359,496 of them

  private static final int DEMO_COPIES = 9; // to have some three million

  private final Path folder;
  private final Optional<Path> given;

  /**
   * What a reader must see.
   *
   * @param rows of all
   * @param sum of the first integer column
   */
  public record Expected(long rows, long sum) {}

  /**
   * Writes into {@code folder}, which is made.
   *
   * @param given a Parquet file of flights in place of the demo's, which are repeated
   */
  public DeclaredFiles(Path folder, Optional<Path> given) {
    this.folder = folder;
    this.given = given.map(Path::toAbsolutePath);
  }

  /** Returns the file that declares the services of a folder. */
  public static Path config(Path folder) {
    return folder.resolve("fastflight.yaml");
  }

  /** Returns the query of all flights, for a DuckDB with no tables. */
  public String flightsQuery() {
    return COLUMNS + "read_parquet('" + flights() + "')";
  }

  /** Returns the Parquet file of the flights. */
  Path flights() {
    return given.orElse(folder.resolve("flights.parquet"));
  }

  /** Writes all, with {@code batches} of the 8 x int64 batch that {@code shapes} has. */
  public void write(ShapeFiles shapes, long batches) throws IOException {
    writeFlights();
    Path mapped = Files.createDirectories(folder.resolve("mapped"));
    Path batch = ShapeFiles.file(shapes.folder(), Shape.INT64.key());
    repeat(batch, mapped.resolve("batches.arrow"), batches);
    Files.writeString(
        config(folder),
        """
        sources:
          lake: {kind: duckdb, roots: ['%s'], tables: {flights: '%s'}}
          files: {kind: arrow-file, roots: [mapped], mapped: true}
        services:
          flights: {source: lake, statement: '%sflights'}
          mapped: {source: files, path: mapped/batches.arrow}
        """
            .formatted(flights().getParent(), flights(), COLUMNS));
  }

  /** Writes the flights alone, unless they were given. */
  public void writeFlights() throws IOException {
    Files.createDirectories(folder);
    if (given.isEmpty()) {
      repeatDemo();
    }
  }

  private void repeatDemo() throws IOException {
    Path once = folder.resolve("once.parquet");
    try (InputStream packed = DeclaredFiles.class.getResourceAsStream(DEMO_FLIGHTS)) {
      if (packed == null) {
        throw new IOException("The class path lacks " + DEMO_FLIGHTS + ".");
      }
      Files.copy(packed, once);
    }
    String sql =
        "COPY (SELECT f.* FROM range(%s), read_parquet('%s') f) TO '%s' (FORMAT parquet)"
            .formatted(DEMO_COPIES, once, flights());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IOException("The flights could not be written to " + flights() + ".", failed);
    }
  }

  private static void repeat(Path once, Path target, long batches) throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        InputStream in = Files.newInputStream(once);
        ArrowStreamReader reader = new ArrowStreamReader(in, allocator);
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ArrowFileWriter writer = new ArrowFileWriter(reader.getVectorSchemaRoot(), null, out)) {
      reader.loadNextBatch();
      for (long batch = 0; batch < batches; batch++) {
        writer.writeBatch();
      }
    }
  }

  /** Asks DuckDB itself, by a query of its own, what {@link #flightsQuery} must bring. */
  public Expected expectedFlights() throws IOException {
    return WrittenRows.of(flights(), "distance");
  }
}
