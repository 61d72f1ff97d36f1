package io.fastflight.source.duckdb.demo;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.service.Cancellation;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/** Waits before each batch and fails where the request says so; takes the reader it wraps. */
final class GeneratedReader implements BatchReader {
  private final BatchReader source;
  private final GeneratePlan plan;
  private final Cancellation cancellation;
  private final long firstRow;
  private final long endRow;
  private long nextRow;

  GeneratedReader(
      BatchReader source,
      GeneratePlan plan,
      GeneratePlan.RowRange range,
      Cancellation cancellation) {
    this.source = source;
    this.plan = plan;
    this.cancellation = cancellation;
    this.firstRow = range.from();
    this.nextRow = range.from();
    this.endRow = range.to();
  }

  @Override
  public Schema schema() {
    return source.schema();
  }

  @Override
  public boolean next() {
    if (nextRow < endRow) {
      if (plan.delayMs() > 0) {
        cancellation.sleep(Duration.ofMillis(plan.delayMs()));
      }
      failIfAsked();
    }
    if (!source.next()) {
      return false;
    }
    nextRow += source.batch().getRowCount();
    return true;
  }

  @Override
  public OptionalLong expectedRows() {
    return OptionalLong.of(endRow - firstRow);
  }

  @Override
  public VectorSchemaRoot batch() {
    return source.batch();
  }

  @Override
  public DictionaryProvider dictionaries() {
    return source.dictionaries();
  }

  @Override
  public void close() {
    source.close();
  }

  private void failIfAsked() {
    long row = plan.failAtRow().orElse(-1);
    if (row >= nextRow && row < Math.min(endRow, nextRow + plan.batchRows())) {
      throw new DataServiceException(
          "Generating rows failed at row "
              + row
              + ", as fail_at_row asked. Leave it out to get them all.");
    }
  }
}
