package io.fastflight.source.duckdb.demo;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.ForwardingReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.service.Cancellation;
import java.time.Duration;
import java.util.OptionalLong;

/** Waits before each batch and fails where the request says so; takes the reader it wraps. */
final class GeneratedReader extends ForwardingReader {
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
    super(source);
    this.plan = plan;
    this.cancellation = cancellation;
    this.firstRow = range.from();
    this.nextRow = range.from();
    this.endRow = range.to();
  }

  @Override
  public boolean next() {
    if (nextRow < endRow) {
      if (plan.delayMs() > 0) {
        cancellation.sleep(Duration.ofMillis(plan.delayMs()));
      }
      failIfAsked();
    }
    if (!super.next()) {
      return false;
    }
    nextRow += batch().getRowCount();
    return true;
  }

  @Override
  public OptionalLong expectedRows() {
    return OptionalLong.of(endRow - firstRow);
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
