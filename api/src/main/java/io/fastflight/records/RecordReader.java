package io.fastflight.records;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a batch reader as records.
 *
 * <p><b>Ownership:</b> owns the reader once made, and closes it at the end, at a failure and when
 * closed.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 *
 * @param <R> the record
 */
final class RecordReader<R> implements Spliterator<R>, AutoCloseable {
  private final BatchReader reader;
  private final RowMaker rows;
  private long rowsBefore;
  private int row;
  private int rowCount;
  private boolean complete;
  private boolean closed;

  /**
   * Checks the types.
   *
   * @throws InvalidParamsException if they do not fit; the reader is then still the caller's
   */
  <T extends Record> RecordReader(BatchReader reader, RecordType<T> type) {
    this.reader = reader;
    this.rows = new ColumnReaders(reader.dictionaries()).rows(type, reader.schema());
  }

  @Override
  public boolean tryAdvance(Consumer<? super R> action) {
    if (row >= rowCount && !nextBatch()) {
      return false;
    }
    accept(action);
    return true;
  }

  @Override
  public void forEachRemaining(Consumer<? super R> action) {
    while (row < rowCount || nextBatch()) {
      while (row < rowCount) {
        accept(action);
      }
    }
  }

  @SuppressWarnings("unchecked") // the maker of R makes R
  private void accept(Consumer<? super R> action) {
    R made;
    try {
      made = (R) rows.make(row);
    } catch (BadValueException | RowMaker.RefusedRowException unfit) {
      throw closedAfter(unfit(unfit));
    }
    row++;
    action.accept(made);
  }

  /** Moves to the next batch that has rows. */
  private boolean nextBatch() {
    if (complete) {
      return false;
    }
    if (closed) { // false would say that these were all rows
      throw new IllegalStateException("This stream of records is closed.");
    }
    rowsBefore += rowCount;
    row = 0;
    rowCount = 0;
    try {
      while (reader.next()) {
        VectorSchemaRoot batch = reader.batch();
        if (batch.getRowCount() > 0) {
          rows.bind(batch.getFieldVectors(), reader.dictionaries());
          rowCount = batch.getRowCount();
          return true;
        }
      }
    } catch (RuntimeException failure) {
      throw closedAfter(failure);
    }
    complete = true;
    close();
    return false;
  }

  private FastFlightException unfit(RuntimeException failure) {
    long at = rowsBefore + row;
    return new InvalidParamsException(
            "Row %s does not fit: %s.".formatted(at, failure.getMessage()), failure.getCause())
        .afterRows(at);
  }

  private RuntimeException closedAfter(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException second) {
      failure.addSuppressed(second);
    }
    return failure;
  }

  /** Never splits: a reader is read by one thread at a time. */
  @Override
  public @Nullable Spliterator<R> trySplit() {
    return null;
  }

  @Override
  public long estimateSize() {
    return Long.MAX_VALUE; // unknown
  }

  @Override
  public int characteristics() {
    return ORDERED | NONNULL;
  }

  @Override
  public void close() {
    closed = true;
    row = 0;
    rowCount = 0;
    reader.close();
  }
}
