package io.fastflight.parquet;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.http.format.FormatOptions;
import io.fastflight.http.format.ResultFormat;
import io.fastflight.service.Compression;
import io.fastflight.wire.ByteMessage;
import io.fastflight.wire.PumpResources;
import io.fastflight.wire.StreamEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Writes a result as one Parquet file: into a temporary file first, for what a reader needs most
 * stands at its end, and from there to the caller.
 *
 * <p>So a failure of the source is always a status, and the first byte leaves when the last row is
 * read. Each file that is being written holds a thread and up to {@link CopyToParquet#MEMORY_BYTES}
 * in DuckDB; {@link #MAX_WRITERS} are written at a time, one more is refused.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/">Parquet file format</a>
 */
public final class ParquetFormat implements ResultFormat {
  /** How many files are written at a time. */
  static final int MAX_WRITERS = 8;

  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final Path folder;
  private final Semaphore writers = new Semaphore(MAX_WRITERS);

  /** Creates the format, with its files in the folder that {@code java.io.tmpdir} names. */
  public ParquetFormat() {
    this(Path.of(System.getProperty("java.io.tmpdir")));
  }

  ParquetFormat(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public String mediaType() {
    return "application/vnd.apache.parquet";
  }

  @Override
  public boolean isText() {
    return false;
  }

  @Override
  public StreamEncoder<ByteMessage> encoder(
      BatchReader reader, FormatOptions options, PumpResources resources) {
    return new ParquetEncoder(reader, options.compression(), this);
  }

  /** Writes all that {@code reader} has. */
  ParquetFile write(BatchReader reader, Compression compression) {
    if (!writers.tryAcquire()) {
      throw new ResourceExhaustedException(
          "%s Parquet files are being written, which is all at a time. Try again in %s ms, or ask for format=arrow-file."
              .formatted(MAX_WRITERS, RETRY_DELAY.toMillis()),
          RETRY_DELAY);
    }
    try {
      return ParquetFile.write(reader, compression, folder);
    } finally {
      writers.release();
    }
  }
}
