package io.fastflight.benchmark.server;

import io.fastflight.batch.BatchReader;
import io.fastflight.service.ServiceContext;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Hands out one batch again and again: the same buffers, with a reference more. */
final class SharedBatchReader implements BatchReader {
  private final PreparedBatches.OneBatch shared;
  private final VectorSchemaRoot root;
  private final VectorLoader loader;
  private long batchesLeft;
  private boolean onBatch;

  SharedBatchReader(PreparedBatches.OneBatch shared, long batches, ServiceContext context) {
    this.shared = shared;
    this.batchesLeft = batches;
    this.root = VectorSchemaRoot.create(shared.schema(), context.allocator());
    this.loader = new VectorLoader(root);
  }

  @Override
  public Schema schema() {
    return shared.schema();
  }

  @Override
  public boolean next() {
    onBatch = batchesLeft > 0;
    if (onBatch) {
      batchesLeft--;
      loader.load(shared.buffers()); // anew each time: whoever read it may have moved its buffers
    }
    return onBatch;
  }

  @Override
  public VectorSchemaRoot batch() {
    if (!onBatch) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return root;
  }

  @Override
  public void close() {
    onBatch = false;
    batchesLeft = 0;
    root.close();
  }
}
