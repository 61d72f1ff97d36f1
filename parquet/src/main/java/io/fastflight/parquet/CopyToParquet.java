package io.fastflight.parquet;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Compression;
import io.fastflight.wire.StreamTotals;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Objects;
import java.util.Properties;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/**
 * Has DuckDB read batches through the C data interface and write them as a Parquet file, in an
 * instance of its own with one thread, so that rows stay in their order and memory is bounded.
 *
 * <p>The Arrow schema goes into the file under the key that Arrow's own writers use, so that
 * Arrow's readers give columns back their type where Parquet has a coarser one.
 *
 * @see <a href="https://duckdb.org/docs/current/sql/statements/copy#parquet-options">DuckDB,
 *     Parquet options</a>
 */
final class CopyToParquet {
  /** The most that DuckDB holds for one file; row groups are cut at a quarter of it. */
  static final long MEMORY_BYTES = 256L << 20;

  private static final String SCHEMA_KEY = "ARROW:schema";

  private final Path file;
  private final Compression compression;

  /**
   * Prepares a copy.
   *
   * @param file where to, which is there
   * @param compression of its pages; with {@code NONE} they are compressed by Snappy, as is usual
   */
  CopyToParquet(Path file, Compression compression) {
    this.file = file;
    this.compression = compression;
  }

  /**
   * Writes all that {@code reader}, which it borrows, has.
   *
   * @return what was written
   * @throws FastFlightException if the reader fails, or a type is none that Parquet has
   */
  StreamTotals copy(BatchReader reader) {
    Schema schema = ParquetTypes.twin(reader);
    boolean found = reader.next(); // a batch knows the allocator that can share it
    try (BufferAllocator spare = new RootAllocator();
        BufferAllocator memory =
            (found ? root(reader.batch(), spare) : spare)
                .newChildAllocator("parquet", 0, Long.MAX_VALUE);
        TwinReader twin =
            new TwinReader(reader, new TwinReader.Begun(schema, found, file), memory)) {
      copy(twin, memory, statement(reader, schema));
      return twin.totals();
    }
  }

  /** Returns the root of a batch's memory; vectors of nulls have none. */
  private static BufferAllocator root(VectorSchemaRoot batch, BufferAllocator spare) {
    return batch.getFieldVectors().stream()
        .map(FieldVector::getAllocator)
        .filter(Objects::nonNull)
        .findFirst()
        .map(BufferAllocator::getRoot)
        .orElse(spare);
  }

  private static void copy(TwinReader twin, BufferAllocator memory, String copy) {
    try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(memory)) {
      Data.exportArrayStream(memory, twin, stream);
      try (DuckDBConnection duckdb = open();
          Statement statement = duckdb.createStatement()) {
        duckdb.registerArrowStream("batches", stream);
        requireAll(statement.executeLargeUpdate(copy), twin);
      } finally {
        if (stream.snapshot().release != 0) { // DuckDB did not come to take it
          stream.release();
        }
      }
    } catch (SQLException failure) {
      throw toCaller(failure, twin.failure());
    }
  }

  /** DuckDB says how many rows it wrote: a file must not be short of any. */
  private static void requireAll(long written, TwinReader twin) {
    if (!twin.isAtEnd() || written != twin.totals().rows()) {
      throw new InternalFaultException(
          "Of %s rows %s were written as Parquet.".formatted(twin.totals().rows(), written));
    }
  }

  private static DuckDBConnection open() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", MEMORY_BYTES + "B");
    settings.setProperty("threads", "1");
    settings.setProperty("temp_directory", "");
    settings.setProperty(
        "preserve_insertion_order", "false"); // one thread keeps it; else no bytes below
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    return (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", settings);
  }

  private String statement(BatchReader reader, Schema twin) {
    Schema told = ParquetTypes.told(MessageSchema.of(reader).schema());
    return "COPY (SELECT %s FROM batches) TO '%s' (FORMAT parquet, COMPRESSION %s, USE_TMP_FILE false, ROW_GROUP_SIZE_BYTES '%sB', KV_METADATA {'%s': '%s'})"
        .formatted(
            ParquetTypes.selection(twin),
            file.toString().replace("'", "''"),
            codec(),
            MEMORY_BYTES / 4,
            SCHEMA_KEY,
            Base64.getEncoder().encodeToString(told.serializeAsMessage()));
  }

  private String codec() {
    return switch (compression) {
      case NONE -> "snappy";
      case LZ4 -> "lz4_raw";
      case ZSTD -> "zstd";
    };
  }

  private static FastFlightException toCaller(SQLException failure, @Nullable Throwable source) {
    if (source instanceof Error error) {
      throw error;
    }
    if (source instanceof RuntimeException told) {
      throw told;
    }
    String text = String.valueOf(failure.getMessage());
    if (text.contains("Out of Memory Error")) {
      return new ResourceExhaustedException(
          "A row group of this result needs more memory as Parquet than one file may hold, %s bytes. Ask for fewer columns, or for format=arrow-file."
              .formatted(MEMORY_BYTES),
          failure);
    }
    return new InternalFaultException(
        "The server could not write this result as Parquet; its log says why. Ask for another format.",
        failure);
  }
}
