package io.fastflight.benchmark.server;

import io.fastflight.benchmark.data.ShapeFiles;
import io.fastflight.error.InvalidParamsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Holds the one batch of each shape asked for, read from its file: one set of buffers for all
 * streams.
 *
 * <p><b>Threads:</b> any.
 */
final class PreparedBatches {
  private final Path folder;
  private final BufferAllocator allocator;
  private final Map<String, OneBatch> batches = new HashMap<>();

  /** A batch whose buffers are shared, and its schema. */
  record OneBatch(Schema schema, ArrowRecordBatch buffers) {}

  PreparedBatches(Path folder, BufferAllocator parent) {
    this.folder = folder;
    this.allocator = parent.newChildAllocator("prepared batches", 0, Long.MAX_VALUE);
  }

  /** Returns the batch of a shape, borrowed for good. */
  synchronized OneBatch get(String shape) {
    return batches.computeIfAbsent(shape, this::read);
  }

  private OneBatch read(String shape) {
    Path file = ShapeFiles.file(folder, shape);
    if (!Files.exists(file)) {
      throw new InvalidParamsException("There is no shape '" + shape + "' in " + folder + ".");
    }
    try (InputStream in = Files.newInputStream(file);
        ArrowStreamReader reader = new ArrowStreamReader(in, allocator)) {
      reader.loadNextBatch();
      var root = reader.getVectorSchemaRoot();
      return new OneBatch(root.getSchema(), new VectorUnloader(root).getRecordBatch());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
