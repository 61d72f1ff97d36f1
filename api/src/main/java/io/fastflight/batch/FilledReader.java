package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.DataServiceException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads batches that a function writes, each into buffers of its own. */
final class FilledReader implements BatchReader {
  private final VectorSchemaRoot root;
  private final BatchFiller filler;
  private boolean onBatch;
  private boolean ended;

  FilledReader(Schema schema, BufferAllocator allocator, BatchFiller filler) {
    this.filler = requireNonNull(filler, "filler");
    this.root = VectorSchemaRoot.create(schema, allocator);
  }

  @Override
  public Schema schema() {
    return root.getSchema();
  }

  @Override
  public boolean next() {
    root.clear(); // lets go of the buffers, which may still be on their way, and never writes into
    // them
    onBatch = false;
    if (ended) {
      return false;
    }
    try {
      onBatch = filler.fill(root);
      ended = !onBatch;
      return onBatch;
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new DataServiceException("The next batch could not be made.", failure);
    }
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
    ended = true;
    onBatch = false;
    root.close();
  }
}
