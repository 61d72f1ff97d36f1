package io.fastflight.source.iceberg;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.ServiceContext;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of the files of a scan, one file after another, into batches.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class ScanReader implements BatchReader {
  /** Where texts, binary values and lists take more, a batch ends before it has all its rows. */
  private static final long FULL_BYTES = 16L << 20;

  private static final int LOOK_EVERY_ROWS = 256;

  /**
   * What a scan reads.
   *
   * @param columns those that go into the batches, in their order
   * @param tasks the files; taken
   * @param files closed at the end
   * @param skipRows how many rows to leave out at the beginning
   */
  record Scan(
      List<NestedField> columns,
      CloseableIterable<FileScanTask> tasks,
      FileRows rows,
      RequestFiles files,
      long skipRows) {}

  private final Scan scan;
  private final IcebergFailures failures;
  private final Cancellation cancellation;
  private final int batchRows;
  private final ValueWriter[] writers;
  private final int[] positions;
  private final BatchReader batches;
  private @Nullable CloseableIterator<FileScanTask> tasks;
  private CloseableIterator<StructLike> rows = CloseableIterator.empty();
  private long left;
  private boolean closed;

  ScanReader(Scan scan, Schema schema, IcebergFailures failures, ServiceContext context) {
    this.scan = scan;
    this.left = scan.skipRows;
    this.failures = failures;
    this.cancellation = context.cancellation();
    this.batchRows = context.batchRows();
    List<NestedField> read = scan.rows.readSchema().columns();
    this.writers =
        scan.columns.stream()
            .map(column -> ValueWriter.of(column.type()))
            .toArray(ValueWriter[]::new);
    this.positions =
        scan.columns.stream()
            .mapToInt(
                column ->
                    read.stream().map(NestedField::fieldId).toList().indexOf(column.fieldId()))
            .toArray();
    this.batches = BatchReader.filled(schema, context.allocator(), this::fill);
  }

  @Override
  public Schema schema() {
    return batches.schema();
  }

  @Override
  public boolean next() {
    if (closed) {
      throw new IllegalStateException("This reader of an Iceberg table is closed.");
    }
    return batches.next();
  }

  @Override
  public VectorSchemaRoot batch() {
    return batches.batch();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    RequestFiles files = scan.files;
    CloseableIterable<FileScanTask> planned = scan.tasks;
    CloseableIterator<FileScanTask> planning = tasks;
    CloseableIterator<StructLike> reading = rows;
    try (batches;
        files;
        planned;
        planning;
        reading) {
      // closed from the last to the first
    } catch (IOException | RuntimeException failed) {
      if (!cancellation.isCancelled()) { // its files were closed under it
        throw failures.of("closing files", failed);
      }
    }
  }

  private boolean fill(VectorSchemaRoot batch) {
    try {
      cancellation.throwIfCancelled();
      int count = 0;
      long bytes = 0;
      while (count < batchRows && bytes < FULL_BYTES && hasRow()) {
        StructLike row = rows.next();
        for (int i = 0; i < writers.length; i++) {
          bytes += writers[i].write(batch.getVector(i), count, row.get(positions[i], Object.class));
        }
        count++;
        if (count % LOOK_EVERY_ROWS == 0) {
          cancellation.throwIfCancelled();
        }
      }
      batch.setRowCount(count);
      return count > 0;
    } catch (IOException | RuntimeException failed) {
      cancellation.throwIfCancelled();
      throw failures.of("reading rows", failed);
    }
  }

  /** Moves to the next file that has a row. */
  private boolean hasRow() throws IOException {
    CloseableIterator<FileScanTask> planned = tasks;
    if (planned == null) {
      planned = scan.tasks.iterator();
      tasks = planned;
    }
    while (!rows.hasNext()) {
      rows.close();
      rows = CloseableIterator.empty();
      cancellation.throwIfCancelled();
      if (!planned.hasNext()) {
        requireSkipped();
        return false;
      }
      open(planned.next());
    }
    return true;
  }

  private void open(FileScanTask task) {
    boolean whole = task.deletes().isEmpty() && task.residual().op() == Expression.Operation.TRUE;
    if (whole && task.file().recordCount() <= left) { // then nothing of it need be read
      left -= task.file().recordCount();
      return;
    }
    rows = scan.rows.open(task).iterator();
    while (left > 0 && rows.hasNext()) {
      rows.next();
      left--;
      if (left % LOOK_EVERY_ROWS == 0) {
        cancellation.throwIfCancelled();
      }
    }
  }

  private void requireSkipped() {
    if (left > 0) {
      throw new IncompleteStreamException(
          "The stream has fewer rows than the %s that were to be left out. Read it again from the beginning."
              .formatted(scan.skipRows));
    }
  }
}
