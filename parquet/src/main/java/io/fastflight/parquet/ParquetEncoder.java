package io.fastflight.parquet;

import io.fastflight.batch.BatchReader;
import io.fastflight.service.Compression;
import io.fastflight.wire.ByteMessage;
import io.fastflight.wire.StreamEncoder;
import io.fastflight.wire.StreamTotals;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has all rows written into a file before the first message, and sends the file in pieces. */
final class ParquetEncoder implements StreamEncoder<ByteMessage> {
  private final BatchReader reader;
  private final Compression compression;
  private final ParquetFormat format;
  private @Nullable ParquetFile file;
  private StreamTotals totals = new StreamTotals(0, 0);

  ParquetEncoder(BatchReader reader, Compression compression, ParquetFormat format) {
    this.reader = reader;
    this.compression = compression;
    this.format = format;
  }

  @Override
  public ByteMessage head() {
    ParquetFile written = format.write(reader, compression);
    file = written;
    totals = written.totals();
    return written.next().orElseThrow();
  }

  @Override
  public List<ByteMessage> next() {
    return Optional.ofNullable(file).flatMap(ParquetFile::next).map(List::of).orElse(List.of());
  }

  @Override
  public StreamTotals totals() {
    return totals;
  }

  @Override
  public void close() {
    ParquetFile written = file;
    file = null;
    if (written != null) {
      written.close();
    }
  }
}
