package io.fastflight.batch;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** Keeps a borrowed batch by taking references to its buffers: no byte is copied. */
final class SharedBatch {
  private SharedBatch() {}

  /** Returns a root of its own over the buffers of {@code batch}, owned by the caller. */
  static VectorSchemaRoot of(VectorSchemaRoot batch, BufferAllocator allocator) {
    VectorSchemaRoot kept = VectorSchemaRoot.create(batch.getSchema(), allocator);
    try {
      into(batch, kept);
      return kept;
    } catch (Throwable failure) {
      try (kept) {
        throw failure;
      }
    }
  }

  /** Fills {@code target}, an empty root of the same schema, with the buffers of {@code batch}. */
  static void into(VectorSchemaRoot batch, VectorSchemaRoot target) {
    try (ArrowRecordBatch shared = new VectorUnloader(batch).getRecordBatch()) {
      new VectorLoader(target).load(shared);
    }
  }
}
