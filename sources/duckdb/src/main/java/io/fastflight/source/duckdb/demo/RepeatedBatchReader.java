package io.fastflight.source.duckdb.demo;

import io.fastflight.batch.BatchReader;
import io.fastflight.service.Cancellation;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the first batch of a reader, which it takes, again and again: the same buffers, with a
 * reference more. The last batch may be the beginning of it.
 */
final class RepeatedBatchReader implements BatchReader {
  private final BatchReader first;
  private final Cancellation cancellation;
  private final VectorSchemaRoot root;
  private @Nullable ArrowRecordBatch buffers;
  private @Nullable VectorSchemaRoot shorter;
  private long rowsLeft;
  private boolean onBatch;

  RepeatedBatchReader(
      BatchReader first, long rows, BufferAllocator allocator, Cancellation cancellation) {
    this.first = first;
    this.rowsLeft = rows;
    this.cancellation = cancellation;
    this.root = VectorSchemaRoot.create(first.schema(), allocator);
  }

  @Override
  public Schema schema() {
    return first.schema();
  }

  @Override
  public boolean next() {
    cancellation.throwIfCancelled();
    onBatch = false;
    if (rowsLeft == 0) {
      return false;
    }
    ArrowRecordBatch repeated = buffers();
    // Loaded anew each time: whoever read the batch before may have moved its buffers away.
    new VectorLoader(root).load(repeated);
    if (rowsLeft < root.getRowCount()) {
      shorter = root.slice(0, (int) rowsLeft);
    }
    onBatch = true;
    rowsLeft -= batch().getRowCount();
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    if (!onBatch) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return shorter == null ? root : shorter;
  }

  @Override
  public DictionaryProvider dictionaries() {
    return first.dictionaries();
  }

  @Override
  public void close() {
    onBatch = false;
    if (shorter != null) {
      shorter.close();
      shorter = null;
    }
    root.close();
    if (buffers != null) {
      buffers.close();
      buffers = null;
    }
    first.close();
  }

  private ArrowRecordBatch buffers() {
    ArrowRecordBatch known = buffers;
    if (known == null) {
      if (!first.next()) {
        throw new IllegalStateException("The reader to repeat has no batch.");
      }
      known = new VectorUnloader(first.batch()).getRecordBatch();
      buffers = known;
    }
    return known;
  }
}
